/** Batches and their items as rows; the steps of the batch workflow on the io queue. The API submits and reads. */
@NullMarked
package io.waybill.activities.batch;

import org.jspecify.annotations.NullMarked;
