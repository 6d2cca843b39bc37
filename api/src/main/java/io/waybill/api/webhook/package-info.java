/** Webhooks over HTTP. Nothing else calls it. */
@NullMarked
package io.waybill.api.webhook;

import org.jspecify.annotations.NullMarked;
