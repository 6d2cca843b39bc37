/**
 * Models in memory: engines, and one queue each where chunks and interactive calls meet. Inference and port call it.
 */
@NullMarked
package io.waybill.gpu.model;

import org.jspecify.annotations.NullMarked;
