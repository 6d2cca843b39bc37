/** The workflow code: how batches and shards run. Only a worker's wiring calls it, to register the two workflows. */
@NullMarked
package io.waybill.workflows.run;

import org.jspecify.annotations.NullMarked;
