/** Models with their prices, as the database has recorded them. The API reads it. */
@NullMarked
package io.waybill.activities.catalog;

import org.jspecify.annotations.NullMarked;
