package io.waybill.activities.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

    private static final AddressRules NOTHING_ALLOWED = new AddressRules(List.of(), List.of());

    /** First, last and one in the middle of each special block, and IPv6 forms that carry an IPv4 address. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.255.255.255",
                "10.0.0.0",
                "10.1.2.3",
                "10.255.255.255",
                "100.64.0.0",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.0",
                "127.0.0.1",
                "127.1.2.3",
                "127.255.255.255",
                "169.254.0.0",
                "169.254.169.254",
                "169.254.255.255",
                "172.16.0.0",
                "172.20.1.1",
                "172.31.255.255",
                "192.0.0.0",
                "192.0.0.170",
                "192.0.0.255",
                "192.0.2.1",
                "192.31.196.1",
                "192.52.193.1",
                "192.88.99.1",
                "192.168.0.0",
                "192.168.1.1",
                "192.168.255.255",
                "192.175.48.1",
                "198.18.0.0",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.0",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.0",
                "255.255.255.254",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::10.0.0.1",
                "::8.8.8.8",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:169.254.169.254",
                "::ffff:0:127.0.0.1",
                "64:ff9b::",
                "64:ff9b::127.0.0.1",
                "64:ff9b::8.8.8.8",
                "64:ff9b:1::",
                "64:ff9b:1:ffff:ffff:ffff:10.0.0.1",
                "100::",
                "100::1",
                "100:0:0:1::1",
                "2001::",
                "2001::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2001:2::1",
                "2001:10::1",
                "2001:20::1",
                "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff",
                "2001:db8::",
                "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
                "2002::",
                "2002:7f00:1::",
                "2002:a00:1::1",
                "2002:808:808::1",
                "2620:4f:8000::1",
                "3fff::",
                "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
                "4000::1",
                "5f00::1",
                "fc00::",
                "fc00::1",
                "fd00::1",
                "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "fe80::1",
                "febf:ffff::1",
                "fec0::1",
                "ff00::",
                "ff02::1",
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "fd00:ec2::254",
                "1fff::1"
            })
    void refusesWhatIsNoAddressOfTheWorld(String literal) throws UnknownHostException {
        InetAddress address = address(literal);

        boolean may = NOTHING_ALLOWED.mayCall(address);

        assertThat(may).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.0.3.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "::ffff:8.8.8.8",
                "2000::1",
                "2001:200::1",
                "2001:4860:4860::8888",
                "2003::1",
                "2606:4700::1111",
                "2a00:1450::1",
                "3ffe::1",
                "3fff:1000::1"
            })
    void takesAddressesOfTheWorldUpToTheEdges(String literal) throws UnknownHostException {
        InetAddress address = address(literal);

        boolean may = NOTHING_ALLOWED.mayCall(address);

        assertThat(may).isTrue();
    }

    @Test
    void takesWhatTheOperatorAllowsAndNothingBesideIt() throws UnknownHostException {
        var rules = new AddressRules(List.of("10.1.0.0/16", "fd00:1::/32", "127.0.0.1"), List.of("10.1.9.0/24"));

        assertThat(rules.mayCall(address("10.1.2.3"))).isTrue();
        assertThat(rules.mayCall(address("::ffff:10.1.2.3"))).isTrue();
        assertThat(rules.mayCall(address("fd00:1::5"))).isTrue();
        assertThat(rules.mayCall(address("127.0.0.1"))).isTrue();
        assertThat(rules.mayCall(address("10.1.9.3"))).isFalse();
        assertThat(rules.mayCall(address("10.2.0.1"))).isFalse();
        assertThat(rules.mayCall(address("fd00:2::5"))).isFalse();
        assertThat(rules.mayCall(address("127.0.0.2"))).isFalse();
    }

    @Test
    void takesNoAddressOfTheWorldThatTheOperatorRefuses() throws UnknownHostException {
        var rules = new AddressRules(List.of(), List.of("8.8.0.0/16", "2001:4860::/32"));

        assertThat(rules.mayCall(address("8.8.8.8"))).isFalse();
        assertThat(rules.mayCall(address("2001:4860::1"))).isFalse();
        assertThat(rules.mayCall(address("8.9.0.1"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "all", "10", "10.1", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.*", "0x7f.1/8", "host"})
    void namesASettingThatIsNoNetwork(String network) {
        List<String> networks = List.of(network);

        assertThatThrownBy(() -> new HttpSettings(networks, List.of(), List.of(443), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("waybill.http.allowed-networks");
    }

    private static InetAddress address(String literal) throws UnknownHostException {
        return InetAddress.getAllByName(literal)[0];
    }
}
