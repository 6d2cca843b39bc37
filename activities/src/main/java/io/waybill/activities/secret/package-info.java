/** Secrets of the configuration, given directly or as files. Settings records call it. */
@NullMarked
package io.waybill.activities.secret;

import org.jspecify.annotations.NullMarked;
