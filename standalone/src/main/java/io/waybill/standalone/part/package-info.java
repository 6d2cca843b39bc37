/** The parts of a running platform: PostgreSQL, object store, Temporal, application. The supervisor calls it. */
@NullMarked
package io.waybill.standalone.part;

import org.jspecify.annotations.NullMarked;
