/** Child processes: started, watched, started again, stopped in order. Parts and the supervisor call it. */
@NullMarked
package io.waybill.standalone.process;

import org.jspecify.annotations.NullMarked;
