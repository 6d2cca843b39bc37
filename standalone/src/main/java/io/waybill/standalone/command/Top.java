package io.waybill.standalone.command;

import io.waybill.standalone.Models;
import io.waybill.standalone.client.Terminal;
import io.waybill.standalone.top.Look;
import io.waybill.standalone.top.Screen;
import io.waybill.standalone.top.Snapshot;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what runs and waits, for operators. */
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        description = "Shows queues, pools, workers, lanes and accounts, every other second until Ctrl-C; where the"
                + " output is no terminal, one look after the other.")
final class Top implements Callable<Integer> {

    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final String CLEAR = "\u001b[H\u001b[2J";

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Option(names = "--once", description = "two looks, a second apart, shown as one")
    private boolean once;

    @Override
    public Integer call() throws Exception {
        try (var look = Look.at(data.connection(), Models.pools())) {
            Snapshot before = look.now();
            Thread.sleep(Duration.ofSeconds(1));
            Snapshot now = look.now();
            if (json.printed(now)) {
                return 0;
            }
            show(before, now, !once);
            while (!once) {
                Thread.sleep(EVERY);
                before = now;
                now = look.now();
                show(before, now, true);
            }
            return 0;
        }
    }

    private static void show(Snapshot before, Snapshot now, boolean clear) {
        System.out.print((clear && Terminal.isThere() ? CLEAR : "") + Screen.of(before, now, ZoneId.systemDefault()));
        System.out.flush();
    }
}
