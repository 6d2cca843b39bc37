/** What the images hold beside our programs: the health check. Nobody calls it but a container engine. */
@NullMarked
package io.waybill.docker;

import org.jspecify.annotations.NullMarked;
