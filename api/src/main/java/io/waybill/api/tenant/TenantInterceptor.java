package io.waybill.api.tenant;

import io.waybill.activities.key.Caller;
import io.waybill.activities.tenant.Tenancy;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Lets a request that a client makes see its own account's rows alone. It stands behind the one that finds out who
 * calls. Operators work on all accounts.
 */
@Component
public final class TenantInterceptor implements HandlerInterceptor {

    private static final String SCOPE = Tenancy.Scope.class.getName();

    TenantInterceptor() {}

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getAttribute(Caller.class.getName()) instanceof Caller caller && !caller.isAdmin()) {
            request.setAttribute(SCOPE, Tenancy.as(caller.accountId()));
        }
        return true;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        if (request.getAttribute(SCOPE) instanceof Tenancy.Scope scope) {
            scope.close();
            request.removeAttribute(SCOPE);
        }
    }
}
