/** What holds for every request: its body's limits, strict JSON, bounded concurrency. Every feature calls it. */
@NullMarked
package io.waybill.api.request;

import org.jspecify.annotations.NullMarked;
