/** Notes what operators do where other packages' routes serve both clients and operators. */
@NullMarked
package io.waybill.api.operator;

import org.jspecify.annotations.NullMarked;
