package io.waybill.activities.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.waybill.activities.ledger.Ledger;
import io.waybill.activities.testing.TestActivities;
import io.waybill.models.request.ItemError;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.batch.CloseBatch;
import io.waybill.workflows.batch.PreparedBatch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What validation says of lines that cannot run, in both modes. */
class BadLinesTest {

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities().with("waybill.models.directory", emptyDirectory());

    private static final String GOOD = BatchWorld.line("good", "a text");

    private BatchWorld world;
    private UUID account;

    @BeforeEach
    void open() {
        world = new BatchWorld(ACTIVITIES);
        account = world.account();
    }

    @Test
    void namesEveryBadLineAndRunsTheRest() {
        String batch = world.submit(account, true, file());

        PreparedBatch plan = world.prepare(batch);
        world.hold(batch);
        for (ChunkRef chunk : world.chunks(batch, plan)) {
            world.settle(batch, world.inference(batch).run(chunk));
        }
        world.complete(batch);

        List<Bad> bad = bad();
        assertThat(plan.rejected()).isFalse();
        assertThat(plan.invalid()).isEqualTo(bad.size());
        assertThat(plan.priceNanos()).isEqualTo(2 * BatchWorld.ITEM_NANOS);
        assertThat(world.output(batch)).hasSize(2);
        List<String> errors = world.errors(batch);
        assertThat(errors).hasSameSizeAs(bad);
        for (int i = 0; i < bad.size(); i++) {
            assertThat(errors.get(i))
                    .as(bad.get(i).name())
                    .contains(
                            "\"code\":\"" + bad.get(i).error() + "\"",
                            bad.get(i).says(),
                            "\"line\":" + (i + 2));
        }
    }

    @Test
    void rejectsTheWholeBatchAndNamesEveryBadLine() {
        String batch = world.submit(account, false, file());

        PreparedBatch plan = world.prepare(batch);
        world.steps().close(new CloseBatch(batch, BatchState.failed, "invalid_batch", plan.reason()));

        List<Bad> bad = bad();
        Batch failed = world.batch(batch);
        assertThat(plan.rejected()).isTrue();
        assertThat(plan.reason())
                .startsWith(bad.size() + " of " + (bad.size() + 2) + " lines cannot run; the first is line 2");
        assertThat(plan.chunks()).isZero();
        assertThat(failed.state()).isEqualTo(BatchState.failed);
        assertThat(failed.problems())
                .extracting(Batch.LineProblem::code)
                .containsExactlyElementsOf(
                        bad.stream().map(line -> line.error().name()).toList());
        assertThat(failed.problems().getFirst().line()).isEqualTo(2);
        assertThat(ACTIVITIES.bean(Ledger.class).balance(account).heldNanos()).isZero();
        assertThat(ACTIVITIES.bean(EndedItemMapper.class).page(BatchRows.id(batch), -1, 10))
                .isEmpty();
    }

    @Test
    void takesAByteOrderMarkCarriageReturnsAndAMissingLastNewline() {
        String text = "\uFEFF" + BatchWorld.line("a", "one") + "\r\n" + BatchWorld.line("b", "two") + "\r\n"
                + BatchWorld.line("c", "three");
        String batch = world.submit(account, false, text);

        PreparedBatch plan = world.prepare(batch);

        assertThat(plan.rejected()).isFalse();
        assertThat(plan.items()).isEqualTo(3);
    }

    @Test
    void ignoresBlankLinesAtTheEndAlone() {
        String batch = world.submit(account, true, "\n" + GOOD + "\n  \n" + BatchWorld.line("b", "two") + "\n\n \r\n");

        PreparedBatch plan = world.prepare(batch);

        assertThat(plan.items()).isEqualTo(4);
        assertThat(world.batch(batch).problems())
                .extracting(Batch.LineProblem::line, Batch.LineProblem::code)
                .containsExactly(tuple(1L, "blank_line"), tuple(3L, "blank_line"));
    }

    @Test
    void rejectsAnEmptyFileInEitherMode() {
        String empty = world.submit(account, true, "");
        String blank = world.submit(account, true, "\n\n");

        PreparedBatch ofEmpty = world.prepare(empty);
        PreparedBatch ofBlank = world.prepare(blank);

        assertThat(ofEmpty.rejected()).isTrue();
        assertThat(ofEmpty.reason()).isEqualTo("the input has no lines");
        assertThat(ofBlank).isEqualTo(ofEmpty);
        assertThat(world.batch(blank).problems())
                .singleElement()
                .extracting(Batch.LineProblem::code)
                .isEqualTo("empty_input");
    }

    @Test
    void keepsTheFirstHundredProblems() {
        String batch = world.submit(account, false, "bad\n".repeat(150));

        PreparedBatch plan = world.prepare(batch);

        assertThat(plan.invalid()).isEqualTo(150);
        assertThat(world.batch(batch).problems())
                .hasSize(100)
                .last()
                .extracting(Batch.LineProblem::line)
                .isEqualTo(100L);
    }

    @Test
    void rejectsABatchWhoseInputIsGone() {
        String batch = world.submit(account, true, GOOD);
        world.loseInput(batch);

        PreparedBatch plan = world.prepare(batch);

        assertThat(plan.rejected()).isTrue();
        assertThat(plan.reason()).contains("not in the object store");
    }

    /** {@return where no model is, so that a model of the catalogue is not installed} */
    private static String emptyDirectory() {
        return Path.of("target", "no-models").toAbsolutePath().toString();
    }

    private static byte[] file() {
        var file = new ByteArrayOutputStream();
        file.writeBytes((GOOD + "\n").getBytes(StandardCharsets.UTF_8));
        for (Bad line : bad()) {
            file.writeBytes(line.bytes());
            file.write('\n');
        }
        file.writeBytes(BatchWorld.line("last", "the end").getBytes(StandardCharsets.UTF_8));
        return file.toByteArray();
    }

    private static List<Bad> bad() {
        List<Bad> bad = new ArrayList<>();
        bad.add(new Bad("not JSON", "no json", ItemError.invalid_json, "is not JSON"));
        bad.add(new Bad("no object", "[1]", ItemError.not_an_object, "not an object"));
        bad.add(new Bad("blank", " ", ItemError.blank_line, "the line is blank"));
        bad.add(new Bad("unknown model", BatchWorld.line("m", "gpt-9", "x"), ItemError.model_not_found, "echo"));
        bad.add(new Bad(
                "model that is not installed",
                BatchWorld.line("n", "all-minilm-l6-v2", "x"),
                ItemError.model_not_found,
                "models install"));
        bad.add(new Bad("too long", "x".repeat(1_048_577), ItemError.line_too_long, "1048576"));
        bad.add(new Bad("duplicate", GOOD, ItemError.duplicate_custom_id, "line 8 stands on line 1"));
        bad.add(new Bad("url", GOOD.replace("/v1/embeddings", "/v1/chat"), ItemError.invalid_url, "/v1/embeddings"));
        bad.add(new Bad("method", GOOD.replace("POST", "GET"), ItemError.invalid_method, "allowed is POST"));
        bad.add(new Bad("empty input", BatchWorld.line("e", ""), ItemError.invalid_request, "body.input"));
        bad.add(new Bad(
                "input of another type",
                BatchWorld.line("t", "X").replace("\"X\"", "7"),
                ItemError.invalid_request,
                "body.input"));
        bad.add(new Bad(
                "over the context",
                BatchWorld.line("c", "a ".repeat(8_193)),
                ItemError.context_length_exceeded,
                "has 8193 tokens, allowed are at most 8192"));
        bad.add(new Bad(
                "bad UTF-8",
                GOOD.replace("a text", "\u00FF").getBytes(StandardCharsets.ISO_8859_1),
                ItemError.invalid_json,
                "UTF-8"));
        bad.add(new Bad("NUL", BatchWorld.line("z", "a\0b"), ItemError.invalid_json, "NUL"));
        bad.add(new Bad("nesting", "{\"a\":".repeat(2_000), ItemError.invalid_json, "nested deeper"));
        bad.add(new Bad("duplicate key", "{\"custom_id\":\"k\",\"custom_id\":\"l\"}", ItemError.invalid_json, "twice"));
        return bad;
    }

    @SuppressWarnings("ArrayRecordComponent") // a fixture, never compared
    private record Bad(String name, byte[] bytes, ItemError error, String says) {

        Bad(String name, String text, ItemError error, String says) {
            this(name, text.getBytes(StandardCharsets.UTF_8), error, says);
        }
    }
}
