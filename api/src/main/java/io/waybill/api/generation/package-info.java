/** Interactive calls that generate text, as a whole or streamed: check, hold, call a worker, render, capture. */
@NullMarked
package io.waybill.api.generation;

import org.jspecify.annotations.NullMarked;
