/** Tokenizers: what a text costs, and what the network reads. */
@NullMarked
package io.waybill.models.token;

import org.jspecify.annotations.NullMarked;
