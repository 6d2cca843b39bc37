/** The internal HTTP port for calls that somebody waits for. Only the worker's wiring calls it. */
@NullMarked
package io.waybill.gpu.port;

import org.jspecify.annotations.NullMarked;
