/** The append-only log: RFC 6962 hashing, proofs, tiles, and checkpoints as signed notes. */
@NullMarked
package io.waybill.receipts.log;

import org.jspecify.annotations.NullMarked;
