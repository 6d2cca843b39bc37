/** The entry of the gpu-worker: its main class. The standalone process and tests start it as an object. */
@NullMarked
package io.waybill.gpu;

import org.jspecify.annotations.NullMarked;
