package io.waybill.api.file;

import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a content that a client asks for, by RFC 9110 section 14. One range is served; a list of ranges, another
 * unit or a header that cannot be read is answered with the whole, as the RFC allows.
 *
 * @param partial whether the answer is 206
 */
record ByteRange(long offset, long length, boolean partial) {

    private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * {@return the range of {@code header} in a content of {@code total} bytes}
     *
     * @param header null where the client asks for all
     * @throws ApiFailure where the range begins after the end
     */
    static ByteRange of(@Nullable String header, long total) {
        var whole = new ByteRange(0, total, false);
        if (header == null) {
            return whole;
        }
        var match = SINGLE.matcher(header.strip());
        if (!match.matches()) {
            return whole;
        }
        var first = match.group(1);
        var last = match.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? whole : suffix(Long.parseLong(last), total);
        }
        var from = Long.parseLong(first);
        var to = last.isEmpty() ? total - 1 : Math.min(Long.parseLong(last), total - 1);
        if (!last.isEmpty() && Long.parseLong(last) < from) {
            return whole;
        }
        if (from >= total) {
            throw outside(total);
        }
        return new ByteRange(from, to - from + 1, true);
    }

    /** {@return the value of {@code Content-Range}} */
    String contentRange(long total) {
        return "bytes " + offset + "-" + (offset + length - 1) + "/" + total;
    }

    private static ByteRange suffix(long count, long total) {
        if (count == 0 || total == 0) {
            throw outside(total);
        }
        var length = Math.min(count, total);
        return new ByteRange(total - length, length, true);
    }

    private static ApiFailure outside(long total) {
        return new ApiFailure(
                        ApiError.RANGE_NOT_SATISFIABLE,
                        "Range",
                        "the range lies outside the content's " + total + " bytes")
                .with("bytes", total);
    }
}
