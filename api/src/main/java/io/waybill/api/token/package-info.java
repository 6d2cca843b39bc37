/** Access tokens and assertions: how they are checked, without asking anybody. */
@NullMarked
package io.waybill.api.token;

import org.jspecify.annotations.NullMarked;
