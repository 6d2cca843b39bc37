/** Evidence packs, and the verdict of whoever checks one offline. */
@NullMarked
package io.waybill.receipts.pack;

import org.jspecify.annotations.NullMarked;
