package io.waybill.api.file;

import io.waybill.activities.file.Files;
import io.waybill.activities.file.StoredFile;
import io.waybill.activities.file.UploadTerms;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileItemStream;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.MultipartStream;
import org.apache.tomcat.util.http.fileupload.servlet.ServletRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * A multipart body read part by part as it arrives (RFC 7578), so that the content of a file goes straight on to where
 * it is stored. Parts come in any order; one is the file.
 */
final class Upload {

    /** What clients may upload files for. */
    static final Set<String> PURPOSES = Set.of("batch", "user_data");

    private static final String FILE = "file";
    private static final String PURPOSE = "purpose";
    private static final String ANCHOR = "expires_after[anchor]";
    private static final String SECONDS = "expires_after[seconds]";
    private static final Set<String> FIELDS = Set.of(PURPOSE, ANCHOR, SECONDS);
    private static final String CREATED = "created_at";
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");

    /** Boundaries and part headers that come on top of the content. */
    private static final long OVERHEAD_BYTES_MAX = 64 << 10;

    private static final int PARTS_MAX = 64;
    private static final int PART_HEADER_BYTES_MAX = 2048;
    private static final int FIELD_BYTES_MAX = 1024;

    private final FileItemIterator parts;
    private final Map<String, String> fields = new HashMap<>();
    private int partsSeen;

    private Upload(FileItemIterator parts) {
        this.parts = parts;
    }

    /** Begins to read the body of {@code request}. */
    static Upload of(HttpServletRequest request) throws IOException {
        var declared = request.getContentLengthLong();
        if (declared > Files.BYTES_MAX + OVERHEAD_BYTES_MAX) {
            throw new ApiFailure(
                            ApiError.PAYLOAD_TOO_LARGE,
                            FILE,
                            "a file may have " + Files.BYTES_MAX + " bytes, this request has " + declared)
                    .with("limit_bytes", Files.BYTES_MAX);
        }
        var reader = new FileUpload();
        reader.setHeaderEncoding(StandardCharsets.UTF_8.name());
        reader.setPartHeaderSizeMax(PART_HEADER_BYTES_MAX);
        try {
            return new Upload(reader.getItemIterator(new ServletRequestContext(request)));
        } catch (FileUploadException e) {
            throw malformed(e);
        }
    }

    /** Reads all parts and stores the file. */
    StoredFile store(Sink sink) throws IOException {
        try {
            var part = nextFile();
            if (part == null) {
                throw ApiFailure.invalid(FILE, "the body has no part 'file' with a filename");
            }
            if (fields.containsKey(PURPOSE)) {
                purpose();
            }
            if (fields.containsKey(ANCHOR) && fields.containsKey(SECONDS)) {
                keptFor();
            }
            return store(sink, part);
        } catch (FileUploadException | MultipartStream.MalformedStreamException e) {
            throw malformed(e);
        }
    }

    private StoredFile store(Sink sink, FileItemStream part) throws IOException {
        var content = new ClientStream(part.openStream());
        try (content) {
            return sink.store(filename(part), this::termsAfterTheRest, content);
        } catch (IOException e) {
            var failure = content.failure();
            if (failure == null) {
                throw e;
            }
            throw malformed(failure);
        }
    }

    /** What follows the file is read only now: until its content was read, there is no way to it. */
    private UploadTerms termsAfterTheRest() {
        try {
            if (nextFile() != null) {
                throw ApiFailure.invalid(FILE, "the body has more than one part 'file'");
            }
        } catch (FileUploadException e) {
            throw malformed(e);
        } catch (IOException e) {
            throw new ApiFailure(ApiError.INVALID_REQUEST, "the body ends within a part").causedBy(e);
        }
        return new UploadTerms(purpose(), keptFor());
    }

    /** OpenAI's {@code expires_after}, as a form has it: two fields, both or none. */
    private @Nullable Duration keptFor() {
        var anchor = fields.get(ANCHOR);
        var seconds = fields.get(SECONDS);
        if (anchor == null && seconds == null) {
            return null;
        }
        if (!CREATED.equals(anchor)) {
            throw ApiFailure.invalid(ANCHOR, ANCHOR + " must be \"" + CREATED + "\"");
        }
        if (seconds != null && WHOLE.matcher(seconds).matches()) {
            var asked = Duration.ofSeconds(Long.parseLong(seconds));
            if (asked.compareTo(UploadTerms.KEPT_MIN) >= 0 && asked.compareTo(UploadTerms.KEPT_MAX) <= 0) {
                return asked;
            }
        }
        throw ApiFailure.invalid(
                SECONDS,
                SECONDS + " must be a whole number from " + UploadTerms.KEPT_MIN.toSeconds() + " (an hour) to "
                        + UploadTerms.KEPT_MAX.toSeconds() + " (30 days)");
    }

    private String purpose() {
        var purpose = fields.get(PURPOSE);
        if (purpose == null) {
            throw ApiFailure.invalid(PURPOSE, "the body has no part 'purpose'; allowed are batch and user_data");
        }
        if (!PURPOSES.contains(purpose)) {
            throw ApiFailure.invalid(
                    PURPOSE, "purpose is not one that can be uploaded; allowed are batch and user_data");
        }
        return purpose;
    }

    /** Reads fields until the part with the file; null at the end. */
    private @Nullable FileItemStream nextFile() throws FileUploadException, IOException {
        while (parts.hasNext()) {
            if (++partsSeen > PARTS_MAX) {
                throw ApiFailure.invalid("body", "the body has more than " + PARTS_MAX + " parts");
            }
            var part = parts.next();
            var name = part.getFieldName();
            if (FILE.equals(name)) {
                return part;
            }
            if (!FIELDS.contains(String.valueOf(name))) {
                throw new ApiFailure(
                        ApiError.UNKNOWN_PARAMETER, name, "unknown part; allowed are file, purpose and expires_after");
            }
            if (fields.put(name, value(part)) != null) {
                throw ApiFailure.invalid(name, "the body has more than one part '" + name + "'");
            }
        }
        return null;
    }

    private static String value(FileItemStream part) throws IOException {
        try (var content = part.openStream()) {
            var bytes = content.readNBytes(FIELD_BYTES_MAX + 1);
            if (bytes.length > FIELD_BYTES_MAX) {
                throw ApiFailure.invalid(part.getFieldName(), "the part is longer than " + FIELD_BYTES_MAX + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static String filename(FileItemStream part) {
        var name = part.getName();
        return FileName.clean(name == null ? "" : name);
    }

    private static ApiFailure malformed(Exception cause) {
        return new ApiFailure(
                ApiError.INVALID_REQUEST, "the body is not readable as multipart/form-data: " + cause.getMessage());
    }

    /** Where the content goes. */
    @FunctionalInterface
    interface Sink {
        StoredFile store(String filename, Supplier<UploadTerms> terms, InputStream content) throws IOException;
    }
}
