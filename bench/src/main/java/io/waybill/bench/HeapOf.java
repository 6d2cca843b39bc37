package io.waybill.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Memory of another process, asked of the JDK's {@code jcmd} and of the system. */
final class HeapOf {

    private static final Pattern TOTAL = Pattern.compile("Total\\s+(\\d+)\\s+(\\d+)");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private HeapOf() {}

    /** {@return bytes of live objects after a full collection, in MiB} */
    static double liveMebibytes(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        var process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var total = TOTAL.matcher(output);
        if (process.waitFor() != 0 || !total.find()) {
            throw new IOException("jcmd " + pid + " did not answer a histogram");
        }
        return Long.parseLong(total.group(2)) / 1048576.0;
    }

    /** {@return resident memory in MiB; Linux only} */
    static double residentMebibytes(long pid) throws IOException {
        var resident = RESIDENT.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
        if (!resident.find()) {
            throw new IOException("process " + pid + " has no VmRSS");
        }
        return Long.parseLong(resident.group(1)) / 1024.0;
    }
}
