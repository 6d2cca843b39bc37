package io.waybill.api.request;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Knows whether the client of a request that is being answered still waits. Servlets cannot ask that before they write;
 * Tomcat can look at the connection without taking anything from it. A client that has closed its side counts as gone.
 */
public final class ClientPresence extends ValveBase {

    private static final String ATTRIBUTE = ClientPresence.class.getName();

    /** Sees every request. */
    public ClientPresence() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        request.setAttribute(ATTRIBUTE, request.getCoyoteRequest());
        getNext().invoke(request, response);
    }

    /** {@return whether the client has gone} Asked on the request's own thread, when its body was read to the end. */
    public static boolean isGone(HttpServletRequest request) {
        // Where bytes of a next request have come, the first look finds them, and the second nothing new.
        return request.getAttribute(ATTRIBUTE) instanceof org.apache.coyote.Request connection
                && canRead(connection)
                && canRead(connection);
    }

    /** Something has come: bytes, or the end of the connection, which comes again and again. */
    private static boolean canRead(org.apache.coyote.Request connection) {
        connection.action(ActionCode.AVAILABLE, true);
        return connection.getAvailable() > 0;
    }
}
