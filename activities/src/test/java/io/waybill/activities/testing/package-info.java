/** The test foundation: real PostgreSQL, a clock that is set, fixtures. Tests of this module and those above use it. */
@NullMarked
package io.waybill.activities.testing;

import org.jspecify.annotations.NullMarked;
