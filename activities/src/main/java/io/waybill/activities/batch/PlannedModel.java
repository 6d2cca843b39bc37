package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.catalog.Catalog;
import io.waybill.models.catalog.ModelManifest;

/**
 * What the planner needs of a model; kept with the plan, so that a batch is planned to its end as it began.
 *
 * @param id of its row
 * @param verb what is done with an item, for people
 * @param secondsPerItem expected, on one thread
 * @param chunkMax most items in a chunk
 */
record PlannedModel(int id, String name, String pool, String verb, double secondsPerItem, int chunkMax) {

    /** A chunk is as many items as take this long: long against what an activity costs, short against a retry. */
    private static final double CHUNK_SECONDS = 3.5;

    /** From here on an item is an activity of its own. */
    private static final double SLOW_SECONDS = 1;

    /** How much slower than expected a run may be before it counts as stuck. */
    private static final int PATIENCE = 20;

    private static final String EMBED = "embed";
    private static final String GENERATE = "generate from";

    /** The longest answer of an upstream server, and as long in the line. */
    private static final int GENERATE_SECONDS = 7_200;

    /** A worker may have to load its model first. */
    private static final int TIMEOUT_SECONDS_MIN = 60;

    PlannedModel {
        requireNonNull(name, "name");
        requireNonNull(pool, "pool");
        requireNonNull(verb, "verb");
    }

    static PlannedModel of(Catalog.Entry entry) {
        ModelManifest manifest = entry.manifest();
        return new PlannedModel(
                entry.modelId(),
                manifest.id(),
                manifest.pool(),
                verb(manifest),
                manifest.limits().secondsPerItem(),
                manifest.limits().chunk());
    }

    private static String verb(ModelManifest manifest) {
        return switch (manifest.task()) {
            case "embedding" -> EMBED;
            case ModelManifest.CHAT -> GENERATE;
            default -> "run";
        };
    }

    /** {@return the items of a full chunk} */
    int fullChunk() {
        if (secondsPerItem >= SLOW_SECONDS) {
            return 1;
        }
        int inTime = secondsPerItem <= 0 ? chunkMax : (int) Math.min(chunkMax, CHUNK_SECONDS / secondsPerItem);
        return Math.clamp(inTime, 1, Math.max(1, chunkMax));
    }

    int timeoutSeconds(int items) {
        if (verb.equals(GENERATE)) {
            // An answer may be long, and wait for a slot; a worker that died is noticed by its heartbeats.
            return GENERATE_SECONDS * items;
        }
        return (int) Math.max(TIMEOUT_SECONDS_MIN, Math.ceil(PATIENCE * secondsPerItem * items));
    }
}
