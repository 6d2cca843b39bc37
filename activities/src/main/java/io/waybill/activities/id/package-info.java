/** Ids as clients see them and as the database stores them. Anybody may call it. */
@NullMarked
package io.waybill.activities.id;

import org.jspecify.annotations.NullMarked;
