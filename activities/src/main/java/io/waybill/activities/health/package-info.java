/** What a process depends on, whether it answers, and the management port that tells operators. */
@NullMarked
package io.waybill.activities.health;

import org.jspecify.annotations.NullMarked;
