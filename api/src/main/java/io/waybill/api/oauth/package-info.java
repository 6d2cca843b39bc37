/** The token endpoint, its documents, and the clients of an account. */
@NullMarked
package io.waybill.api.oauth;

import org.jspecify.annotations.NullMarked;
