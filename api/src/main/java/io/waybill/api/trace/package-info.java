/** The id and the trace of each request. Errors, logs and what a call charges refer to them. */
@NullMarked
package io.waybill.api.trace;

import org.jspecify.annotations.NullMarked;
