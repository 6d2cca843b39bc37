/** What a GGUF file says of its model. Tokenizers, chat templates and engines read it. */
@NullMarked
package io.waybill.models.gguf;

import org.jspecify.annotations.NullMarked;
