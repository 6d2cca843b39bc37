/** Delivery of one event to one receiver: the workflow, its activity and their values. */
@NullMarked
package io.waybill.workflows.webhook;

import org.jspecify.annotations.NullMarked;
