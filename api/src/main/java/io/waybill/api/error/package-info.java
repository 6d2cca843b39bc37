/** Errors as clients see them: one enum, two renderings. Every feature of the API throws from here. */
@NullMarked
package io.waybill.api.error;

import org.jspecify.annotations.NullMarked;
