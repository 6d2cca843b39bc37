/** Contract of the schedule that removes what was kept long enough. The worker implements and starts it. */
@NullMarked
package io.waybill.workflows.retention;

import org.jspecify.annotations.NullMarked;
