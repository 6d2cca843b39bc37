package io.waybill.activities.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeUrlTest {

    private static final List<Integer> PORTS = List.of(443, 8443);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp://example.com/ | https://",
                "file:///etc/passwd | https://",
                "//example.com/ | https://",
                "example.com | https://",
                "https://user@example.com/ | user name",
                "https://user:secret@example.com/ | user name",
                "https://@example.com/ | user name",
                "https:///path | no host",
                "https:opaque | no host",
                "https://ex_ample.com/ | no host",
                "https://a.com\\@b.com/ | URL",
                "https://exa mple.com/ | characters",
                "https://exämple.com/ | punycode",
                "https://example.com./ | dot",
                "https://example.com/#part | fragment",
                "https://example.com:0/ | port",
                "https://example.com:65536/ | port",
                "https://127.1/ | four decimal",
                "https://2130706433/ | four decimal",
                "https://0x7f000001/ | four decimal",
                "https://0x7f.0.0.1/ | four decimal",
                "https://0177.0.0.1/ | four decimal",
                "https://127.0.0.01/ | four decimal",
                "https://1.2.3.4.5/ | four decimal",
                "https://256.1.1.1/ | four decimal",
                "https://[fe80::1%25eth0]/ | zone",
                "https://[::1/ | URL"
            })
    void saysWhatIsWrong(String url, String part) {
        assertThatThrownBy(() -> SafeUrl.parse(url, PORTS))
                .isInstanceOf(UrlRefused.class)
                .hasMessageContaining(part);
    }

    @Test
    void refusesWhatIsLongerThanServersTake() {
        String url = "https://example.com/" + "a".repeat(2_048);

        assertThatThrownBy(() -> SafeUrl.parse(url, PORTS)).hasMessageContaining("2048");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com",
                "https://example.com:443/a?b=c",
                "HTTPS://example.com:8443/",
                "https://198.51.100.7/",
                "https://[2001:db8::1]:8443/hook"
            })
    void takesHttpsOnTheAllowedPorts(String url) {
        SafeUrl safe = SafeUrl.parse(url, PORTS);

        assertThat(safe.ordinary()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.com/", "http://example.com:443/", "https://example.com:22/"})
    void knowsWhatOnlyAllowedNetworksMayGet(String url) {
        SafeUrl safe = SafeUrl.parse(url, PORTS);

        assertThat(safe.ordinary()).isFalse();
    }
}
