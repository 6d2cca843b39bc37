package io.waybill.api.tenant;

import io.waybill.activities.tenant.Tenancy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.ibatis.executor.Executor;
import org.apache.ibatis.mapping.MappedStatement;
import org.apache.ibatis.plugin.Interceptor;
import org.apache.ibatis.plugin.Intercepts;
import org.apache.ibatis.plugin.Invocation;
import org.apache.ibatis.plugin.Signature;
import org.apache.ibatis.session.ResultHandler;
import org.apache.ibatis.session.RowBounds;
import org.apache.ibatis.session.SqlSessionFactory;
import org.jspecify.annotations.Nullable;

/** Notes the statements that are made for clients' requests, in their order; not those of workers beside them. */
@Intercepts({
    @Signature(
            type = Executor.class,
            method = "update",
            args = {MappedStatement.class, Object.class}),
    @Signature(
            type = Executor.class,
            method = "query",
            args = {MappedStatement.class, Object.class, RowBounds.class, ResultHandler.class})
})
final class TenantStatements implements Interceptor {

    private final List<String> seen = new CopyOnWriteArrayList<>();

    void record(SqlSessionFactory sessions) {
        sessions.getConfiguration().addInterceptor(this);
    }

    /** {@return names of the statements that requests made meanwhile} */
    List<String> during(Runnable call) {
        seen.clear();
        call.run();
        return List.copyOf(seen);
    }

    @Override
    public @Nullable Object intercept(Invocation call) throws Throwable {
        if (Tenancy.current() != null) {
            seen.add(((MappedStatement) call.getArgs()[0]).getId());
        }
        return call.proceed();
    }
}
