/** What the worker and the api count of money and items, and the gauges of what is open and what waits. */
@NullMarked
package io.waybill.activities.meter;

import org.jspecify.annotations.NullMarked;
