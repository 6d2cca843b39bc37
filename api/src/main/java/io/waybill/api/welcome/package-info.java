/** What a person sees who opens the base URL. */
@NullMarked
package io.waybill.api.welcome;

import org.jspecify.annotations.NullMarked;
