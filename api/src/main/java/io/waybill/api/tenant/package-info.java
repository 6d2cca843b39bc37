/** Whose rows a request may see. */
@NullMarked
package io.waybill.api.tenant;

import org.jspecify.annotations.NullMarked;
