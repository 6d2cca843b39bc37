/** First answers replayed byte for byte. Every call that creates or spends goes through it. */
@NullMarked
package io.waybill.api.idempotency;

import org.jspecify.annotations.NullMarked;
