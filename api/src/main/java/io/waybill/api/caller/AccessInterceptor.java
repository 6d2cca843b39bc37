package io.waybill.api.caller;

import io.waybill.activities.identity.Network;
import io.waybill.activities.key.Caller;
import io.waybill.api.caller.Routes.Access;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Lets a request reach its controller only as {@link Routes} says. It runs after the route is known and before the body
 * is read, and goes by the controller's own pattern, so that no spelling of a path is checked as one route and served
 * as another.
 */
@Component
public final class AccessInterceptor implements HandlerInterceptor {

    private static final String CALLER = Caller.class.getName();

    private final Callers callers;
    private final RequestRates rates;

    AccessInterceptor(Callers callers, RequestRates rates) {
        this.callers = callers;
        this.rates = rates;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getMethod().equals("OPTIONS")) {
            return true; // answered by the framework with the methods there are, which is no secret
        }
        var pattern = String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
        var route = Routes.find(request.getMethod(), pattern)
                .orElseThrow(() -> new ApiFailure(
                        ApiError.ROUTE_NOT_FOUND, "no route " + request.getMethod() + " " + request.getRequestURI()));
        switch (route.access()) {
            case Access.Open() -> {}
            case Access.Scoped(var scope) -> request.setAttribute(CALLER, caller(request, response, scope));
        }
        return true;
    }

    /** {@return who makes this request; only on routes that ask for a credential} */
    static Caller of(HttpServletRequest request) {
        if (request.getAttribute(CALLER) instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException(request.getRequestURI() + " asks for no credential in Routes");
    }

    private Caller caller(HttpServletRequest request, HttpServletResponse response, String scope) {
        var credential = Credential.of(request)
                .orElseThrow(() -> new ApiFailure(
                        ApiError.MISSING_CREDENTIALS, "send the key as 'Authorization: Bearer <key>' or 'X-Api-Key'"));
        var caller = callers.resolve(credential, request)
                .orElseThrow(() -> new ApiFailure(
                        ApiError.INVALID_CREDENTIALS,
                        "the key or token is unknown, incomplete, revoked, expired, or not for here"));
        if (!caller.networks().isEmpty() && !caller.mayCallFrom(Network.address(address(request)))) {
            throw new ApiFailure(
                    ApiError.NETWORK_NOT_ALLOWED, "the credential may not be used from " + address(request));
        }
        rates.count(caller, response);
        if (!caller.scopes().contains(scope)) {
            throw new ApiFailure(ApiError.INSUFFICIENT_SCOPE, "the key lacks the scope " + scope)
                    .with("required_scope", scope);
        }
        return caller;
    }

    /** The peer's address, or what a trusted proxy says where one is configured; without the interface's name. */
    private static String address(HttpServletRequest request) {
        var address = request.getRemoteAddr();
        var scope = address.indexOf('%');
        return scope < 0 ? address : address.substring(0, scope);
    }
}
