/** The append-only log of receipts: its queue, the one sequencer, and what is read from it. */
@NullMarked
package io.waybill.activities.log;

import org.jspecify.annotations.NullMarked;
