/** The commands of {@code ./waybill}. The main class calls it. */
@NullMarked
package io.waybill.standalone.command;

import org.jspecify.annotations.NullMarked;
