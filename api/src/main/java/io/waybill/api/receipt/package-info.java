/** Receipts over HTTP: assertions, evidence, keys, and the log they stand in. */
@NullMarked
package io.waybill.api.receipt;

import org.jspecify.annotations.NullMarked;
