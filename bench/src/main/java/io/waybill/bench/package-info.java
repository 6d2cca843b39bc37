/** Measurements of the whole platform, as ratios within one run. Run by {@code ./waybill bench}; nobody calls it. */
@NullMarked
package io.waybill.bench;

import org.jspecify.annotations.NullMarked;
