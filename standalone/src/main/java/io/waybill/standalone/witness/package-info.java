/** A witness of logs: a process of its own, with its own key and state. */
@NullMarked
package io.waybill.standalone.witness;

import org.jspecify.annotations.NullMarked;
