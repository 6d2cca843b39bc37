package io.waybill.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MakeSecretsTest {

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    @TempDir
    private Path directory;

    @Test
    void writesEachSecretOnceBehindADirectoryOfTheOwner() throws Exception {
        var script = directory.resolve("make-secrets");
        Files.copy(Programs.DOCKER.resolve("make-secrets"), script, StandardCopyOption.COPY_ATTRIBUTES);

        var first = Programs.run(directory, Map.of(), List.of(script.toString()));
        var written = secrets();
        var second = Programs.run(directory, Map.of(), List.of(script.toString()));

        assertThat(first.code()).isZero();
        assertThat(second).isEqualTo(new Programs.Ended(0, ""));
        assertThat(secrets()).isEqualTo(written);
        assertThat(written.keySet()).containsExactlyInAnyOrderElementsOf(ComposeTest.secretNames());
        assertThat(written.values()).doesNotHaveDuplicates().allMatch(secret -> secret.length() >= 20);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("secrets"))))
                .isEqualTo("rwx------");
        assertThat(first.output()).doesNotContain(written.values());
    }

    @Test
    void makesAnAdminKeyWithTheChecksumThatTheApiWants() throws Exception {
        var script = directory.resolve("make-secrets");
        Files.copy(Programs.DOCKER.resolve("make-secrets"), script, StandardCopyOption.COPY_ATTRIBUTES);

        Programs.run(directory, Map.of(), List.of(script.toString()));

        var key = Files.readString(directory.resolve("secrets").resolve("admin_key"));
        assertThat(key).matches("wb_admin_[0-9A-Za-z]{10}_[0-9A-Za-z]{49}");
        var text = key.substring(0, key.length() - 6);
        assertThat(key).isEqualTo(text + checksum(text));
    }

    private static String checksum(String text) {
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        var digits = new StringBuilder();
        var rest = crc.getValue();
        for (var i = 0; i < 6; i++) {
            digits.append(DIGITS.charAt((int) (rest % DIGITS.length())));
            rest /= DIGITS.length();
        }
        return digits.reverse().toString();
    }

    private Map<String, String> secrets() throws Exception {
        var secrets = new HashMap<String, String>();
        try (var files = Files.list(directory.resolve("secrets"))) {
            for (var file : files.toList()) {
                secrets.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return secrets;
    }
}
