/** The connection pool, the migration, transactions, and how SQL types map. Every feature of this module calls it. */
@NullMarked
package io.waybill.activities.database;

import org.jspecify.annotations.NullMarked;
