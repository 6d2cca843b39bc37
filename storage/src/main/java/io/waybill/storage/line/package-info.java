/** Bounded reading of JSON lines. Validation and inference call it. */
@NullMarked
package io.waybill.storage.line;

import org.jspecify.annotations.NullMarked;
