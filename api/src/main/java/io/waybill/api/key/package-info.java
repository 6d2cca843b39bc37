/** API keys over HTTP: an account's own, and organisation keys that operators import. */
@NullMarked
package io.waybill.api.key;

import org.jspecify.annotations.NullMarked;
