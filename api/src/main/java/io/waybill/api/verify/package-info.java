/** The page that checks evidence packs in the caller's browser. */
@NullMarked
package io.waybill.api.verify;

import org.jspecify.annotations.NullMarked;
