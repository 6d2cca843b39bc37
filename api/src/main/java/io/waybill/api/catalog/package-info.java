/** The models that clients may name. */
@NullMarked
package io.waybill.api.catalog;

import org.jspecify.annotations.NullMarked;
