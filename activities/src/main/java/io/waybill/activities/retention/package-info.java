/** Removing files, results and inputs that were kept long enough, by a schedule. The worker runs it. */
@NullMarked
package io.waybill.activities.retention;

import org.jspecify.annotations.NullMarked;
