package io.waybill.workflows.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.SearchAttributeKey;
import io.waybill.workflows.wire.SearchAttributes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class VisibilityTest {

    @RegisterExtension
    final World world = new World();

    @Test
    void saysWhatEachActivityDoes() {
        world.with(Scenario.of(3, 1));

        world.runInline();

        assertThat(world.summaries("prepareAndHold")).containsExactly("prepare and hold");
        assertThat(world.summaries("infer"))
                .containsExactly("item 0: embed 23 tokens", "item 1: embed 23 tokens", "item 2: embed 23 tokens");
        assertThat(world.summaries("settle")).first().asString().matches("settle [1-3] chunks?");
        assertThat(world.summaries("assembleAndClose")).containsExactly("assemble and close");
    }

    @Test
    void namesTheItemsOfChunksAndWavesAndEachStepOfALargeBatch() {
        world.with(Scenario.of(1_100, 512)
                .withFate(600, Fate.TRANSIENT, Fate.OK)
                .withFate(601, Fate.TRANSIENT, Fate.OK)
                .withFate(1_050, Fate.TRANSIENT, Fate.OK));

        world.runFile();

        assertThat(world.summaries("prepare")).containsExactly("prepare");
        assertThat(world.summaries("hold")).containsExactly("hold 0.0011 USD for 1100 items");
        assertThat(world.summaries("enter")).containsExactly("enter finalizing");
        assertThat(world.summaries("assemble")).containsExactly("assemble");
        assertThat(world.summaries("close")).containsExactly("close as completed");
        assertThat(world.summaries("infer"))
                .containsExactlyInAnyOrder(
                        "chunk 0: items 0..511",
                        "chunk 1: items 512..1023",
                        "chunk 2: items 1024..1099",
                        "chunk 1 wave 1: 2 items",
                        "chunk 2 wave 1: item 1050");
    }

    @Test
    void showsStateCountsMoneyAndErrorsWhileItRuns() {
        world.with(Scenario.of(1_000, 100).withInvalid(3).withFate(7, Fate.BAD).withFate(950, Fate.NO_MODEL, Fate.OK));

        world.runFile();

        assertThat(world.details()).isEqualTo("""
                        **completed** · all-minilm-l6-v2 · lane low

                        `████████████████████` 100 %: 1,000 of 1,000 items ended

                        | succeeded | failed | cancelled | expired | pending |
                        |---:|---:|---:|---:|---:|
                        | 998 | 2 | 0 | 0 | 0 |

                        | held | captured | released |
                        |---:|---:|---:|
                        | 0.000999 USD | 0.000998 USD | 0.000001 USD |

                        | error | items |
                        |---|---:|
                        | bad_item | 1 |""");
    }

    @Test
    void showsWhatIsGoingOnInTheMiddleOfABatch() {
        world.with(Scenario.of(90, 10));
        Gates.Gate infer = world.gates.close("infer");

        world.submitted(world.input(true));
        infer.awaitReached();
        String details = world.details();
        infer.open();
        world.result();

        assertThat(details)
                .startsWith("**in_progress** · all-minilm-l6-v2 · lane low")
                .contains("0 %: 0 of 90 items ended")
                .contains("| 0.00009 USD | 0.00 USD | 0.00 USD |");
    }

    @Test
    void canBeFoundByAccountStateModelAndLane() {
        world.with(Scenario.of(3, 1));

        world.runInline();

        assertThat(upserts(SearchAttributes.STATE)).containsExactly("\"in_progress\"", "\"completed\"");
        assertThat(upserts(SearchAttributes.MODEL)).contains("\"all-minilm-l6-v2\"");
    }

    @Test
    void canBeFoundByEachStateWhereOneLasts() {
        world.with(Scenario.of(1_100, 512));

        world.runFile();

        assertThat(upserts(SearchAttributes.STATE))
                .containsExactly("\"validating\"", "\"in_progress\"", "\"finalizing\"", "\"completed\"");
    }

    @Test
    void runsInItsLaneAndFairToOtherAccounts() {
        world.with(Scenario.of(3, 1));

        world.runInline();

        assertThat(scheduled()).allSatisfy(activity -> {
            assertThat(activity.getPriority().getPriorityKey()).isEqualTo(3);
            assertThat(activity.getPriority().getFairnessKey()).isEqualTo(World.ACCOUNT);
        });
        assertThat(scheduled().stream()
                        .filter(activity -> activity.getActivityType().getName().equals("Infer")))
                .hasSize(3)
                .allSatisfy(activity -> {
                    assertThat(activity.getTaskQueue().getName()).isEqualTo("gpu-test");
                    assertThat(activity.getHeartbeatTimeout().getSeconds()).isEqualTo(8);
                    assertThat(activity.getStartToCloseTimeout().getSeconds()).isEqualTo(30);
                    assertThat(activity.getRetryPolicy().getMaximumAttempts()).isEqualTo(2);
                });
    }

    private List<ActivityTaskScheduledEventAttributes> scheduled() {
        return world.history().stream()
                .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
                .map(HistoryEvent::getActivityTaskScheduledEventAttributes)
                .toList();
    }

    private List<String> upserts(SearchAttributeKey<String> key) {
        return world.history().stream()
                .filter(event -> event.getEventType() == EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES)
                .map(event -> event.getUpsertWorkflowSearchAttributesEventAttributes()
                        .getSearchAttributes()
                        .getIndexedFieldsMap())
                .filter(fields -> fields.containsKey(key.getName()))
                .map(fields -> fields.get(key.getName()).getData().toStringUtf8())
                .toList();
    }
}
