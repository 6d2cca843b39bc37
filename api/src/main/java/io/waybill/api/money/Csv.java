package io.waybill.api.money;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes CSV (RFC 4180: lines end in CRLF, quotes are doubled) to a client, line by line. */
final class Csv {

    /** A spreadsheet takes a text that begins so for a formula. */
    private static final String FORMULA = "=+-@\t\r";

    private static final String QUOTED = ",\"\r\n";

    private final Writer out;

    private Csv(Writer out) {
        this.out = out;
    }

    /** Begins an answer that is a file called {@code filename}. */
    static Csv to(HttpServletResponse response, String filename) throws IOException {
        response.setContentType("text/csv; charset=utf-8; header=present");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader("Content-Disposition", "attachment; filename=\"" + filename + "\"");
        response.setHeader("Cache-Control", "no-store");
        return new Csv(response.getWriter());
    }

    /** Writes a line; null is an empty field. */
    void line(List<? extends @Nullable String> fields) throws IOException {
        var line = new StringBuilder();
        for (var field : fields) {
            line.append(field == null ? "" : field(field)).append(",");
        }
        out.append(line, 0, Math.max(0, line.length() - 1)).append("\r\n");
    }

    /** Sends what is left. */
    void end() throws IOException {
        out.flush();
    }

    static String field(String text) {
        var safe = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 && !isNumber(text) ? "'" + text : text;
        if (safe.chars().noneMatch(c -> QUOTED.indexOf(c) >= 0)) {
            return safe;
        }
        return '"' + safe.replace("\"", "\"\"") + '"';
    }

    private static boolean isNumber(String text) {
        return text.matches("-\\d+(\\.\\d+)?");
    }
}
