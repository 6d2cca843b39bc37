/** Answers kept by idempotency key. The API calls it on every call that creates or spends. */
@NullMarked
package io.waybill.activities.idempotency;

import org.jspecify.annotations.NullMarked;
