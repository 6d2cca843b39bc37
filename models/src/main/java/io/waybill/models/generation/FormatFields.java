package io.waybill.models.generation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;

/** Reads what an answer must look like. */
final class FormatFields {

    private static final int TYPE_CHARS_MAX = 64;
    private static final int DESCRIPTION_CHARS_MAX = 16_384;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final List<String> TYPES = List.of("json_object", "json_schema", "text");

    private FormatFields() {}

    /** {@return the {@code response_format} of a chat} */
    static OutputFormat ofChat(BodyFields body) {
        BodyFields format = body.object("response_format");
        if (format == null) {
            return OutputFormat.TEXT;
        }
        OutputFormat.Kind kind = kind(format);
        if (kind != OutputFormat.Kind.json_schema) {
            format.end();
            return new OutputFormat(kind, null, null);
        }
        BodyFields schema = BodyFields.object(format.param("json_schema"), format.required("json_schema"));
        OutputFormat read = schema(schema);
        schema.end();
        format.end();
        return read;
    }

    /** {@return the {@code format} of a call of responses} */
    static OutputFormat ofResponses(BodyFields text) {
        BodyFields format = text.object("format");
        if (format == null) {
            return OutputFormat.TEXT;
        }
        OutputFormat.Kind kind = kind(format);
        OutputFormat read = kind == OutputFormat.Kind.json_schema ? schema(format) : new OutputFormat(kind, null, null);
        format.end();
        return read;
    }

    private static OutputFormat.Kind kind(BodyFields format) {
        String type = format.text("type", TYPE_CHARS_MAX);
        if (!TYPES.contains(type)) {
            throw BodyFields.invalid(format.param("type"), "is unknown, allowed are " + TYPES);
        }
        return OutputFormat.Kind.valueOf(type);
    }

    private static OutputFormat schema(BodyFields fields) {
        String name = BodyFields.text(fields.param("name"), fields.required("name"), BodyText.CHARS_MAX);
        if (!NAME.matcher(name).matches()) {
            throw BodyFields.invalid(fields.param("name"), "is no name, allowed are 1 to 64 letters, digits, _ and -");
        }
        fields.optionalText("description", DESCRIPTION_CHARS_MAX);
        fields.flag("strict");
        JsonNode schema = fields.required("schema");
        return new OutputFormat(
                OutputFormat.Kind.json_schema, name, SchemaCheck.checked(fields.param("schema"), schema));
    }
}
