/** Tests of the workflow code, with fakes that check the contracts they stand for. */
@NullMarked
package io.waybill.workflows.run;

import org.jspecify.annotations.NullMarked;
