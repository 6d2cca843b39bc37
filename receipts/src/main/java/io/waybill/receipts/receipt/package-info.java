/** What a receipt says: its fields, its canonical form, and the commitments in it. */
@NullMarked
package io.waybill.receipts.receipt;

import org.jspecify.annotations.NullMarked;
