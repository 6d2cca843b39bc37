/** Contract of the schedule that removes what nobody needs any more. The worker implements and starts it. */
@NullMarked
package io.waybill.workflows.cleaning;

import org.jspecify.annotations.NullMarked;
