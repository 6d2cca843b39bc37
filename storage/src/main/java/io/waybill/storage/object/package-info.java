/** The object store and the keys of what lies in it. Every process that moves bytes calls it. */
@NullMarked
package io.waybill.storage.object;

import org.jspecify.annotations.NullMarked;
