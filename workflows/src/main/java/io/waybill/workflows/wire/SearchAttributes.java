package io.waybill.workflows.wire;

import io.temporal.common.SearchAttributeKey;
import java.util.List;

/** The search attributes of batch workflows; the worker registers them when it starts. */
public final class SearchAttributes {

    /** Account id. */
    public static final SearchAttributeKey<String> ACCOUNT = SearchAttributeKey.forKeyword("WaybillAccount");

    /** {@link io.waybill.workflows.batch.BatchState} in lower case. */
    public static final SearchAttributeKey<String> STATE = SearchAttributeKey.forKeyword("WaybillState");

    /** The batch's model, or {@code mixed}. */
    public static final SearchAttributeKey<String> MODEL = SearchAttributeKey.forKeyword("WaybillModel");

    /** {@link io.waybill.workflows.batch.Lane} in lower case. */
    public static final SearchAttributeKey<String> LANE = SearchAttributeKey.forKeyword("WaybillLane");

    private SearchAttributes() {}

    /** {@return all of them} */
    public static List<SearchAttributeKey<String>> all() {
        return List.of(ACCOUNT, STATE, MODEL, LANE);
    }
}
