/** Models behind any server that speaks OpenAI's API; whoever serves models opens them here. */
@NullMarked
package io.waybill.gpu.upstream;

import org.jspecify.annotations.NullMarked;
