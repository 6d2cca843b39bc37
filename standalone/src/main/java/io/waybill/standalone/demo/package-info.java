/** What {@code ./waybill demo} does: sentences into vectors, with a few bad lines, and what came of them. */
@NullMarked
package io.waybill.standalone.demo;

import org.jspecify.annotations.NullMarked;
