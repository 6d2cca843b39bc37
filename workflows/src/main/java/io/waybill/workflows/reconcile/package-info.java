/** Contract of the schedule that compares batches with their workflows. The worker implements and starts it. */
@NullMarked
package io.waybill.workflows.reconcile;

import org.jspecify.annotations.NullMarked;
