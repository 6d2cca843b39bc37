/** The HTTP API as a process, and its settings. The launcher starts it. */
@NullMarked
package io.waybill.api;

import org.jspecify.annotations.NullMarked;
