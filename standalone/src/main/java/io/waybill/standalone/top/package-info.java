/** What {@code ./waybill top} shows: what runs and waits on a platform at one moment, and how fast it goes. */
@NullMarked
package io.waybill.standalone.top;

import org.jspecify.annotations.NullMarked;
