/** Interactive embeddings: parse, charge, call a worker, render. */
@NullMarked
package io.waybill.api.embedding;

import org.jspecify.annotations.NullMarked;
