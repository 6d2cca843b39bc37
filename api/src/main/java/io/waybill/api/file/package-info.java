/** Files: upload, list, read, delete. */
@NullMarked
package io.waybill.api.file;

import org.jspecify.annotations.NullMarked;
