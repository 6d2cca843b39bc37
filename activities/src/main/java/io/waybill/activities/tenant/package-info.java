/**
 * For which account a thread works. The API says it at each request; package {@code database} holds statements to it.
 */
@NullMarked
package io.waybill.activities.tenant;

import org.jspecify.annotations.NullMarked;
