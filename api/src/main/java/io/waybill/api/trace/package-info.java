/** The id of each request. Errors, logs and what a call charges refer to it. */
@NullMarked
package io.waybill.api.trace;

import org.jspecify.annotations.NullMarked;
