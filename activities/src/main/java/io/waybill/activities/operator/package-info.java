/**
 * What operators do to accounts and their money, each act noted where nothing is changed afterwards. The API calls it.
 */
@NullMarked
package io.waybill.activities.operator;

import org.jspecify.annotations.NullMarked;
