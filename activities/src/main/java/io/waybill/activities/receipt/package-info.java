/** Receipts of items, calls and assertions: how they are made, kept, found again and forgotten. */
@NullMarked
package io.waybill.activities.receipt;

import org.jspecify.annotations.NullMarked;
