package io.waybill.gpu.inference;

import io.waybill.models.request.ItemLine;
import org.jspecify.annotations.Nullable;

/** Makes items of lines, for one task. */
interface LineItems<T> {

    /**
     * {@return the item of a line; null where it is another model's}
     *
     * @throws io.waybill.models.request.RequestRejected where the line is invalid, which validation has recorded
     */
    @Nullable
    T item(ItemLine line, int index);
}
