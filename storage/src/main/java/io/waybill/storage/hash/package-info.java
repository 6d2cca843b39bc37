/** Hashes of content. Everything that writes or checks bytes calls it. */
@NullMarked
package io.waybill.storage.hash;

import org.jspecify.annotations.NullMarked;
