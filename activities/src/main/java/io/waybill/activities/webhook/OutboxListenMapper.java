package io.waybill.activities.webhook;

import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Update;

/** SQL over the channel on which the database tells that deliveries are pending. */
@Mapper
interface OutboxListenMapper {

    @Update("LISTEN waybill_webhook")
    void listen();
}
