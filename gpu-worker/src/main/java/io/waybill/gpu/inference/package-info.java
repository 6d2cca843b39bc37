/** Runs the chunks that Temporal hands out. Only the worker's wiring calls it. */
@NullMarked
package io.waybill.gpu.inference;

import org.jspecify.annotations.NullMarked;
