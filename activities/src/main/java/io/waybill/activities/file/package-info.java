/** Files: uploads, and outputs as lists of segments. The API calls it. */
@NullMarked
package io.waybill.activities.file;

import org.jspecify.annotations.NullMarked;
