/** Compares open batches with their workflows. The worker schedules it. */
@NullMarked
package io.waybill.activities.reconcile;

import org.jspecify.annotations.NullMarked;
