/** The API over real parts, for tests. */
@NullMarked
package io.waybill.api.testing;

import org.jspecify.annotations.NullMarked;
