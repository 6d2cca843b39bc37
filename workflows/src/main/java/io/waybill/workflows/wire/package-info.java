/** Names that appear on the wire: task queues and search attributes. Anybody may read them. */
@NullMarked
package io.waybill.workflows.wire;

import org.jspecify.annotations.NullMarked;
