/** Batches: create, list, read, cancel. Starts and asks the batch workflow. */
@NullMarked
package io.waybill.api.batch;

import org.jspecify.annotations.NullMarked;
