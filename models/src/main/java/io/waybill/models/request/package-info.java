/** Lines of a batch and the bodies models take, parsed and checked once for all callers. */
@NullMarked
package io.waybill.models.request;

import org.jspecify.annotations.NullMarked;
