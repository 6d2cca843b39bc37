/** Runs what the documents tell people to run. */
@NullMarked
package io.waybill.standalone.document;

import org.jspecify.annotations.NullMarked;
