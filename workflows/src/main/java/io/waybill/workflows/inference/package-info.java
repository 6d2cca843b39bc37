/** The contract of the gpu-worker: one activity runs one chunk. */
@NullMarked
package io.waybill.workflows.inference;

import org.jspecify.annotations.NullMarked;
