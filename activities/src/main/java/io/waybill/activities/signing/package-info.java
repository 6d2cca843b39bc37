/** The keys that sign receipts, assertions and the log's checkpoints, and secrets that receipts are made with. */
@NullMarked
package io.waybill.activities.signing;

import org.jspecify.annotations.NullMarked;
