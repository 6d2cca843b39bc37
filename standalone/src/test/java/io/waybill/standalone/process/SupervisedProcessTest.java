package io.waybill.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedProcessTest {

    @TempDir
    private Path directory = Path.of("");

    @Test
    void startsAKilledProcessAgainAndCountsIt() throws Exception {
        var changes = new CountDownLatch(3); // started, ended, started again
        var process = new SupervisedProcess(spec("exec sleep 600", "TERM"), () -> {}, changes::countDown);
        process.start();
        long first = process.pid().orElseThrow();

        ProcessHandle.of(first).orElseThrow().destroyForcibly();

        assertThat(changes.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.pid()).isPresent().get().isNotEqualTo(first);
        assertThat(process.restarts()).isEqualTo(1);
        assertThat(process.status().lastExit()).isEqualTo(137);
        process.stop();
    }

    @Test
    void stopsInGoodOrderAndStaysStopped() throws Exception {
        var process = new SupervisedProcess(
                spec("trap 'echo bye; exit 0' USR1; echo up; while :; do sleep 0.05; done", "USR1"),
                () -> {},
                () -> {});
        process.start();
        await("up");

        process.stop();

        assertThat(process.pid()).isEmpty();
        assertThat(process.status().state()).isEqualTo("stopped");
        assertThat(Files.readString(log())).contains("bye");
    }

    @Test
    void killsWhatDoesNotEndWithinItsGrace() throws Exception {
        var process = new SupervisedProcess(
                spec("trap '' TERM; echo up; while :; do sleep 0.05; done", "TERM"), () -> {}, () -> {});
        process.start();
        await("up");
        long pid = process.pid().orElseThrow();

        process.stop();

        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void givesTheEndOfItsInputToTheProcessOnlyWhenThisProcessEnds() throws Exception {
        var process = new SupervisedProcess(spec("echo up; read -r line; echo ended", "TERM"), () -> {}, () -> {});
        process.start();
        await("up");

        boolean alive = process.pid().flatMap(ProcessHandle::of).isPresent();

        assertThat(alive).isTrue();
        process.stop();
        assertThat(Files.readString(log())).doesNotContain("ended");
    }

    private void await(String text) throws Exception {
        while (!Files.exists(log()) || !Files.readString(log()).contains(text)) {
            Thread.sleep(5);
        }
    }

    private Path log() {
        return directory.resolve("child.log");
    }

    private ProcessSpec spec(String script, String signal) {
        return new ProcessSpec(
                "child", List.of("sh", "-c", script), Map.of(), directory, signal, Duration.ofMillis(600), log());
    }
}
