/** The format of a chunk's outcome: one write-once object. Written by inference, read by settle and assemble. */
@NullMarked
package io.waybill.storage.outcome;

import org.jspecify.annotations.NullMarked;
