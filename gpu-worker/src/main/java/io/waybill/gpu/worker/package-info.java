/** Settings and wiring of the process. The main class calls it. */
@NullMarked
package io.waybill.gpu.worker;

import org.jspecify.annotations.NullMarked;
