/** The data directory: its layout, lock, secrets, ports, and the files that say what runs. The launcher calls it. */
@NullMarked
package io.waybill.standalone.data;

import org.jspecify.annotations.NullMarked;
