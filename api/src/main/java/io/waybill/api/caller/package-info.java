/** Who calls, and what each route asks for. The only place where credentials are read. */
@NullMarked
package io.waybill.api.caller;

import org.jspecify.annotations.NullMarked;
