/** Ed25519 as receipts use it: keys, their thumbprints and history, signing and strict verification. */
@NullMarked
package io.waybill.receipts.key;

import org.jspecify.annotations.NullMarked;
