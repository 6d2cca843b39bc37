/** Giving back what items cost. Package {@code operator} calls it. */
@NullMarked
package io.waybill.activities.refund;

import org.jspecify.annotations.NullMarked;
