/** Workers that answer interactive calls, and what happens to calls that were answered. Features of models call it. */
@NullMarked
package io.waybill.api.inference;

import org.jspecify.annotations.NullMarked;
