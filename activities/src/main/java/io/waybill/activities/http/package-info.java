/**
 * Requests to addresses that clients name. Whoever calls one does it here: {@code webhook} does. Nothing else of the
 * platform connects to what a client wrote.
 */
@NullMarked
package io.waybill.activities.http;

import org.jspecify.annotations.NullMarked;
