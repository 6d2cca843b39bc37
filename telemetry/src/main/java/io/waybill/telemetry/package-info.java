/** What operators see of a process: its metrics, whether it is well, and the port that says so. */
@NullMarked
package io.waybill.telemetry;

import org.jspecify.annotations.NullMarked;
