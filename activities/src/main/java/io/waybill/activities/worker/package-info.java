/** The workflow worker: what takes work from Temporal's queues {@code batches} and {@code io}. Nobody calls it. */
@NullMarked
package io.waybill.activities.worker;

import org.jspecify.annotations.NullMarked;
