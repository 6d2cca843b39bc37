/** The OpenAPI document, generated from the code. */
@NullMarked
package io.waybill.api.document;

import org.jspecify.annotations.NullMarked;
