/** The double-entry ledger: holds, captures, releases. Everything about money goes through it. */
@NullMarked
package io.waybill.activities.ledger;

import org.jspecify.annotations.NullMarked;
