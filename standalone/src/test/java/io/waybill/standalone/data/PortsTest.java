package io.waybill.standalone.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {

    @TempDir
    private Path directory = Path.of("");

    @Test
    void takesTheNextOneAndSaysSoWhereOneIsTaken() throws Exception {
        var notes = new ArrayList<String>();
        var ports = new Ports(new DataDirectory(directory), notes::add);
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {

            int port = ports.choose("api", taken.getLocalPort(), 8080);

            assertThat(port).isGreaterThan(taken.getLocalPort());
            assertThat(notes).containsExactly("port " + taken.getLocalPort() + " is taken, api uses " + port);
        }
    }

    @Test
    void givesNoPortTwice() throws Exception {
        var ports = new Ports(new DataDirectory(directory), _ -> {});
        int first = ports.choose("one", 0, 42_000);

        int second = ports.choose("two", 0, first);

        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void remembersThePortsOfTheLastStart() throws Exception {
        var data = new DataDirectory(directory);
        var before = new Ports(data, _ -> {});
        int chosen = before.choose("api", 43_210, 8080);
        before.save();

        int again = new Ports(data, _ -> {}).choose("api", 0, 8080);

        assertThat(again).isEqualTo(chosen);
    }
}
