/** All of Waybill on one machine: the command line, the supervisor, and the process that runs everything. */
@NullMarked
package io.waybill.standalone;

import org.jspecify.annotations.NullMarked;
