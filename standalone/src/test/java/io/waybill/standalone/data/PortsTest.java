package io.waybill.standalone.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {

    @TempDir
    private Path directory = Path.of("");

    @Test
    void takesTheNextOneAndSaysSoWhereOneIsTaken() throws Exception {
        var notes = new ArrayList<String>();
        var ports = ports(notes::add);
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {

            int port = ports.choose("api", taken.getLocalPort(), 8080);

            assertThat(port).isGreaterThan(taken.getLocalPort());
            assertThat(notes).containsExactly("port " + taken.getLocalPort() + " is taken, api uses " + port);
        }
    }

    @Test
    void givesNoPortTwice() throws Exception {
        var ports = ports(_ -> {});
        int first = ports.choose("one", 0, 42_000);

        int second = ports.choose("two", 0, first);

        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void remembersThePortsOfTheLastStart() throws Exception {
        int chosen;
        try (var before = ports(_ -> {})) {
            chosen = before.choose("api", 43_210, 8080);
            before.save();
        }

        int again = ports(_ -> {}).choose("api", 0, 8080);

        assertThat(again).isEqualTo(chosen);
    }

    @Test
    void leavesAPortToThePlatformThatHasItThoughNothingListensThere() throws Exception {
        var notes = new ArrayList<String>();
        var other = ports(_ -> {});
        int held = other.choose("temporal", 0, 44_000);

        int port = ports(notes::add).choose("temporal", held, 7233);

        assertThat(port).isGreaterThan(held);
        assertThat(notes).containsExactly("port " + held + " is taken, temporal uses " + port);
    }

    @Test
    void givesItsPortsBackAtTheEnd() throws Exception {
        int held;
        try (var other = ports(_ -> {})) {
            held = other.choose("temporal", 0, 45_000);
        }

        int port = ports(_ -> {}).choose("temporal", held, 7233);

        assertThat(port).isEqualTo(held);
    }

    private Ports ports(Consumer<String> notes) throws Exception {
        return new Ports(new DataDirectory(directory), directory.resolve("ports"), notes);
    }
}
