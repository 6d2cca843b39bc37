/** Text generation on this worker: what an engine is, and who may use its slots next. */
@NullMarked
package io.waybill.gpu.generation;

import org.jspecify.annotations.NullMarked;
