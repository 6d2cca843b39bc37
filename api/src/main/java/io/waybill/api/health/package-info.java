/** Whether the process lives and is ready. */
@NullMarked
package io.waybill.api.health;

import org.jspecify.annotations.NullMarked;
