package io.pelagos.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Literals only, so that nothing is looked up. */
class AddressGuardTest {
    private final AddressGuard guard = new AddressGuard(false, List.of());

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(literal, e);
        }
    }

    @Test
    void permits_public_addresses_up_to_the_edges_of_what_is_closed() {
        for (String open : List.of(
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "223.255.255.255",
                "2606:4700::1111",
                "2001:200::1",
                "2a00:1450::1")) {
            assertThat(guard.permits(address(open))).as(open).isTrue();
        }
    }

    @Test
    void refuses_what_is_inside_or_leads_inside() throws UnknownHostException {
        for (String closed : List.of(
                "0.0.0.0",
                "10.0.0.1",
                "100.64.0.1",
                "100.100.100.200",
                "127.0.0.1",
                "127.1",
                "2130706433",
                "168.63.129.16",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.168.1.1",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::a00:1",
                "2002:7f00:1::",
                "2001:0:7f00:1::",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1")) {
            assertThat(guard.permits(address(closed))).as(closed).isFalse();
        }
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xff;
        mapped[12] = 127;
        mapped[15] = 1;
        assertThat(guard.permits(Inet6Address.getByAddress("", mapped, 0)))
                .as("mapped, and kept so")
                .isFalse();
    }

    @Test
    void permits_what_the_configuration_names_and_nothing_beside_it() {
        AddressGuard some = new AddressGuard(false, List.of("10.1.0.0/16", "fd00::/8"));
        assertThat(some.permits(address("10.1.255.255"))).isTrue();
        assertThat(some.permits(address("fd12::1"))).isTrue();
        assertThat(some.permits(address("10.2.0.0"))).isFalse();
        AddressGuard all = new AddressGuard(true, List.of());
        assertThat(all.permits(address("127.0.0.1"))).isTrue();
        assertThat(all.permits(address("0.0.0.0"))).isFalse();
        assertThat(all.permits(address("ff02::1"))).isFalse();
    }

    @Test
    void takes_no_network_that_is_none() {
        for (String bad : List.of("10.1.0.0", "10.1.0.0/33", "localhost/8", "10.1.0/x", "/8", "::/129")) {
            assertThatThrownBy(() -> new AddressGuard(false, List.of(bad)))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
