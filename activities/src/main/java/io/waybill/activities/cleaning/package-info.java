/** Removing what nobody needs any more, by a schedule. The worker runs it. */
@NullMarked
package io.waybill.activities.cleaning;

import org.jspecify.annotations.NullMarked;
