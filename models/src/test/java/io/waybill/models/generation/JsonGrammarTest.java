package io.waybill.models.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.models.request.RequestRejected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonGrammarTest {

    @Test
    void writesPropertiesInTheirOrder() {
        String grammar = JsonGrammar.of("""
                {"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"}},"required":["b"]}""");

        assertThat(grammar)
                .startsWith("root ::= object-3\n")
                .contains("member-1 ::= \"\\\"a\\\"\" space \":\" space string\n")
                .contains("object-3 ::= \"{\" space (member-1 (space \",\" space member-2) | member-2) space \"}\"\n");
    }

    @Test
    void quotesNamesAndValues() {
        String grammar = JsonGrammar.of("{\"enum\":[\"a\\\"b\",1,null,{\"x\":[true]}]}");

        assertThat(grammar)
                .startsWith("root ::= (\"\\\"a\\\\\\\"b\\\"\" | \"1\" | \"null\" | \"{\\\"x\\\":[true]}\")\n");
    }

    @Test
    void followsReferencesThatLeadBack() {
        String grammar = JsonGrammar.of("""
                {"$ref":"#/$defs/node","$defs":{"node":{"type":"object",
                 "properties":{"next":{"anyOf":[{"$ref":"#/$defs/node"},{"type":"null"}]}},"required":["next"]}}}""");

        assertThat(grammar).startsWith("root ::= ref-1\n").contains("any-2 ::= ref-1 | null\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "nonsense!is not JSON",
                "[1]!# is no object",
                "false!# is false",
                "{\"type\":\"strin\"}!#.type is strin, allowed are [array, boolean",
                "{\"type\":\"string\",\"pattern\":\"a\"}!#.pattern cannot be held to here, allowed are [format, maxLength",
                "{\"type\":\"integer\",\"minimum\":1}!#.minimum cannot be held to here",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"not\":{}}}}!#.properties.a.not cannot be held to here",
                "{\"type\":\"object\",\"required\":\"a\"}!#.required is no array",
                "{\"$ref\":\"http://example.com\"}!#.$ref is http://example.com, allowed are places of the same schema",
                "{\"$ref\":\"#/$defs/none\"}!#.$ref is #/$defs/none, which is not there",
                "{\"$ref\":\"#\"}!#.$ref # leads to itself",
                "{\"anyOf\":[]}!#.anyOf is no array of one or more",
                "{\"enum\":7}!#.enum is no array of one or more",
                "{\"type\":\"array\",\"minItems\":3,\"maxItems\":2}!#.maxItems is 2, which is less than minItems 3",
                "{\"type\":\"array\",\"maxItems\":100000}!#.maxItems is 100000, allowed is 0..1000",
                "{\"type\":\"string\",\"format\":\"email\"}!allowed are [date, date-time, time, uuid]"
            })
    void refusesWhatAGrammarCannotHold(String schema, String reason) {
        assertThatThrownBy(() -> JsonGrammar.of(schema))
                .isInstanceOfSatisfying(
                        RequestRejected.class,
                        rejected -> assertThat(rejected.problem().message())
                                .startsWith("the schema ")
                                .contains(reason));
    }

    @Test
    void refusesASchemaOfTooManyParts() {
        StringBuilder schema = new StringBuilder("{\"type\":\"object\",\"properties\":{");
        for (int i = 0; i < 600; i++) {
            schema.append(i == 0 ? "" : ",").append("\"p").append(i).append("\":{\"type\":\"null\"}");
        }

        assertThatThrownBy(() -> JsonGrammar.of(schema.append("}}").toString()))
                .isInstanceOf(RequestRejected.class)
                .hasMessageContaining("more than 500 parts");
    }

    @Test
    void refusesASchemaThatIsNestedTooDeeply() {
        String schema = "{\"type\":\"array\",\"items\":".repeat(40) + "{}" + "}".repeat(40);

        assertThatThrownBy(() -> JsonGrammar.of(schema))
                .isInstanceOf(RequestRejected.class)
                .hasMessageContaining("nested deeper than 32");
    }
}
