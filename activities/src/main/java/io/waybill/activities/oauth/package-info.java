/**
 * OAuth clients, the keys that sign their tokens, and which tokens are refused before they expire. The API issues and
 * checks tokens with it; no token is stored.
 */
@NullMarked
package io.waybill.activities.oauth;

import org.jspecify.annotations.NullMarked;
