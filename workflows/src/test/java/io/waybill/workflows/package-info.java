/** Rules that hold for the whole module. */
@NullMarked
package io.waybill.workflows;

import org.jspecify.annotations.NullMarked;
