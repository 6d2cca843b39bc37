package io.waybill.activities.log;

import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

/** The lock of the one sequencer, held by a session of its own. */
@Mapper
interface SequencerMapper {

    @Select("""
            SELECT pg_try_advisory_lock(hashtextextended('log_sequencer', 0))
            """)
    boolean tryLock();

    /** Fails where the session, and with it the lock, is gone. */
    @Select("""
            SELECT 1
            """)
    int held();
}
