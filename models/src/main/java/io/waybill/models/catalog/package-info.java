/** Model manifests and installed model files. Validation, the API and inference call it. */
@NullMarked
package io.waybill.models.catalog;

import org.jspecify.annotations.NullMarked;
