/** The HTTP API as a client sees it. The commands call it. */
@NullMarked
package io.waybill.standalone.client;

import org.jspecify.annotations.NullMarked;
