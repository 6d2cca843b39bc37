/** What must always hold, as SQL. Tests, benches and the doctor run it; nothing else does. */
@NullMarked
package io.waybill.activities.invariant;

import org.jspecify.annotations.NullMarked;
