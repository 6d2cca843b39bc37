/** Makes schedules of Temporal. Features that do something at intervals use it. */
@NullMarked
package io.waybill.activities.schedule;

import org.jspecify.annotations.NullMarked;
