/** Wiring of the object store. Nobody calls it: features take {@code ObjectStore}. */
@NullMarked
package io.waybill.activities.object;

import org.jspecify.annotations.NullMarked;
