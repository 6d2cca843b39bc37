/** Accounts and their money: for the caller, and for operators. */
@NullMarked
package io.waybill.api.account;

import org.jspecify.annotations.NullMarked;
