package io.waybill.models.generation;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.AdvancedFilter;
import java.io.IOException;
import java.util.Map;

/** The filter {@code tojson} as transformers have it: with Python's blanks, which models were trained on. */
final class PythonJson implements AdvancedFilter {

    private static final int INDENT_MAX = 16;

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String getName() {
        return "tojson";
    }

    @Override
    public Object filter(Object value, JinjavaInterpreter interpreter, Object[] args, Map<String, Object> named) {
        Object indent = args.length > 0 ? args[0] : named.get("indent");
        try {
            if (indent instanceof Number blanks && blanks.intValue() > 0) {
                return JSON.writer(new Indented(Math.min(blanks.intValue(), INDENT_MAX)))
                        .writeValueAsString(value);
            }
            return JSON.writer(new Spaced()).writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("tojson was given what is no JSON", e);
        }
    }

    /** All on one line. */
    private static final class Spaced extends MinimalPrettyPrinter {

        private static final long serialVersionUID = 1;

        @Override
        public void writeObjectFieldValueSeparator(JsonGenerator to) throws IOException {
            to.writeRaw(": ");
        }

        @Override
        public void writeObjectEntrySeparator(JsonGenerator to) throws IOException {
            to.writeRaw(", ");
        }

        @Override
        public void writeArrayValueSeparator(JsonGenerator to) throws IOException {
            to.writeRaw(", ");
        }
    }

    /** Each value on a line of its own. */
    private static final class Indented extends DefaultPrettyPrinter {

        private static final long serialVersionUID = 1;

        private final int blanks;

        Indented(int blanks) {
            this.blanks = blanks;
            var indenter = new DefaultIndenter(" ".repeat(blanks), "\n");
            indentObjectsWith(indenter);
            indentArraysWith(indenter);
        }

        @Override
        public DefaultPrettyPrinter createInstance() {
            return new Indented(blanks);
        }

        @Override
        public void writeObjectFieldValueSeparator(JsonGenerator to) throws IOException {
            to.writeRaw(": ");
        }
    }
}
