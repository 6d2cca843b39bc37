package io.waybill.standalone.top;

import io.waybill.activities.ledger.Money;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** A snapshot as text of at most 100 columns. */
public final class Screen {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final List<String> LANES = List.of("high", "low", "fill");
    private static final int ACCOUNTS_MAX = 10;
    private static final int NAME_MAX = 24;

    private Screen() {}

    /**
     * {@return the text, with a line break at its end}
     *
     * @param before an earlier look, from which speed is known; {@code now} itself where there is none
     */
    public static String of(Snapshot before, Snapshot now, ZoneId zone) {
        var text = new StringBuilder();
        head(text, before, now, zone);
        pools(text, now.pools());
        shares(text, "lane", now.shares(before, OpenBatch::lane));
        shares(text, "state", now.shares(before, OpenBatch::state));
        shares(text, "account", now.shares(before, OpenBatch::account));
        return text.toString();
    }

    private static void head(StringBuilder text, Snapshot before, Snapshot now, ZoneId zone) {
        Snapshot.Share all =
                now.shares(before, _ -> "all").stream().findFirst().orElse(new Snapshot.Share("all", 0, 0, 0, 0));
        Instant at = now.at();
        text.append(String.format(
                Locale.ROOT,
                "waybill  %s  open batches %,d  items left %,d  %,.0f items/s%n",
                TIME.format(at.atZone(zone)),
                all.batches(),
                all.left(),
                all.itemsPerSecond()));
    }

    private static void pools(StringBuilder text, List<PoolQueue> pools) {
        text.append(String.format(
                Locale.ROOT, "%n%-24s %7s  %-18s %-18s %-18s%n", "pool", "workers", "high", "low", "fill"));
        for (PoolQueue pool : pools) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-24s %7d ",
                    fitting(pool.pool()),
                    pool.workers().size()));
            for (String lane : LANES) {
                PoolQueue.Waiting waiting = pool.lanes().getOrDefault(lane, new PoolQueue.Waiting(0, 0));
                text.append(String.format(
                        Locale.ROOT,
                        " %-18s",
                        waiting.tasks() == 0
                                ? "-"
                                : String.format(Locale.ROOT, "%,d for %.0f s", waiting.tasks(), waiting.seconds())));
            }
            text.append(System.lineSeparator());
            pool.workers().forEach(worker -> text.append("  ").append(worker).append(System.lineSeparator()));
        }
    }

    private static void shares(StringBuilder text, String what, List<Snapshot.Share> shares) {
        text.append(String.format(
                Locale.ROOT, "%n%-24s %7s %12s %10s %16s%n", what, "batches", "items left", "items/s", "held"));
        for (Snapshot.Share share : shares.subList(0, Math.min(ACCOUNTS_MAX, shares.size()))) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-24s %7d %,12d %,10.0f %16s%n",
                    fitting(share.name()),
                    share.batches(),
                    share.left(),
                    share.itemsPerSecond(),
                    Money.render(share.heldNanos())));
        }
        if (shares.size() > ACCOUNTS_MAX) {
            text.append(String.format(Locale.ROOT, "and %d more%n", shares.size() - ACCOUNTS_MAX));
        }
    }

    /** Names are clients' own; what a terminal would take for a command is not shown. */
    private static String fitting(String name) {
        String plain = name.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= NAME_MAX ? plain : plain.substring(0, NAME_MAX - 1) + "…";
    }
}
