/** What was used, by whom and of which model: read from items and calls, never counted apart. The API reads it. */
@NullMarked
package io.waybill.activities.usage;

import org.jspecify.annotations.NullMarked;
