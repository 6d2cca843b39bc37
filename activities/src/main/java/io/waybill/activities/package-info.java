/**
 * Everything the workflows call on the I/O side, and the owner of the schema. Applications import its configuration.
 */
@NullMarked
package io.waybill.activities;

import org.jspecify.annotations.NullMarked;
