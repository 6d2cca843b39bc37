/** Text generation: what clients ask for, what engines answer, and the forms both have on the wire. */
@NullMarked
package io.waybill.models.generation;

import org.jspecify.annotations.NullMarked;
