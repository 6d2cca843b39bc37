/** API keys: issuing and resolving. The API calls it for every request. */
@NullMarked
package io.waybill.activities.key;

import org.jspecify.annotations.NullMarked;
