package io.pelagos.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RatesTest {
    private static SocketAddress address(String host) throws UnknownHostException {
        return SocketAddress.inetSocketAddress(new InetSocketAddress(InetAddress.getByName(host), 1));
    }

    @ParameterizedTest
    @CsvSource({"2001:db8::1,2001:db8::ffff:1", "2001:db8:1:2::9,2001:db8:1:2:3:4:5:6"})
    void addresses_of_one_ipv6_network_are_one(String one, String two) throws UnknownHostException {
        assertThat(Rates.network(address(one))).isEqualTo(Rates.network(address(two)));
    }

    @Test
    void others_are_not() throws UnknownHostException {
        assertThat(Rates.network(address("192.0.2.7"))).isEqualTo("192.0.2.7");
        assertThat(Rates.network(address("2001:db8:1:2::1"))).isNotEqualTo(Rates.network(address("2001:db8:1:3::1")));
    }
}
