/** The workflow worker: what takes work from Temporal's queue {@code batches}. Nobody calls it. */
@NullMarked
package io.waybill.activities.worker;

import org.jspecify.annotations.NullMarked;
