/** Accounts: who pays. The API reads them; operators create them. */
@NullMarked
package io.waybill.activities.account;

import org.jspecify.annotations.NullMarked;
