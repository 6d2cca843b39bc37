/** The life of a batch: workflow, activity contracts, and the values they exchange. The API and the worker call it. */
@NullMarked
package io.waybill.workflows.batch;

import org.jspecify.annotations.NullMarked;
