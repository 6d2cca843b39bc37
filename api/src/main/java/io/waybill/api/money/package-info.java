/** What moved a caller's money and what it was spent on. */
@NullMarked
package io.waybill.api.money;

import org.jspecify.annotations.NullMarked;
