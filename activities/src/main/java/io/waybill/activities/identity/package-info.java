/** What all kinds of credentials share: allowed networks, and how every process learns that one changed. */
@NullMarked
package io.waybill.activities.identity;

import org.jspecify.annotations.NullMarked;
