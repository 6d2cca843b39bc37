/** How many requests a credential and an account may make, counted over all processes. The API asks for each call. */
@NullMarked
package io.waybill.activities.rate;

import org.jspecify.annotations.NullMarked;
