package io.pelagos.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
    @ParameterizedTest
    @CsvSource({
        "2001:db8::1,2001:db8::ffff:1",
        "2001:db8:1:2::9,2001:db8:1:2:3:4:5:6",
        "[2001:db8::1]:443,2001:db8::1",
        "192.0.2.7:50123,192.0.2.7",
        "::ffff:192.0.2.7,192.0.2.7",
    })
    void addresses_of_one_client_are_one(String one, String two) {
        assertThat(ClientAddress.network(one)).isEqualTo(ClientAddress.network(two));
    }

    @Test
    void others_are_not() {
        assertThat(ClientAddress.network("192.0.2.7")).isEqualTo("192.0.2.7");
        assertThat(ClientAddress.network("2001:db8:1:2::1"))
                .isEqualTo("2001:db8:1:2:0:0:0:0/64")
                .isNotEqualTo(ClientAddress.network("2001:db8:1:3::1"));
    }

    @ParameterizedTest
    @CsvSource({"''", "nobody", "192.0.2", "192.0.2.7:123456", "[]:1"})
    void what_is_no_address_is_unknown(String text) {
        assertThat(ClientAddress.network(text)).isEqualTo("unknown");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1,true", "127.9.9.9,true", "::1,true", "192.0.2.7,false", "2001:db8::1,false", "fe80::1,false"
    })
    void this_machine_knows_itself(String address, boolean loopback) {
        assertThat(ClientAddress.loopback(ClientAddress.network(address))).isEqualTo(loopback);
    }
}
