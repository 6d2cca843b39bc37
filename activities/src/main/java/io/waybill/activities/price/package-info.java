/** Price lists: what things cost, since when, and for whom. Batches and calls are priced by it; operators publish. */
@NullMarked
package io.waybill.activities.price;

import org.jspecify.annotations.NullMarked;
