package io.pelagos.lead;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The short way says what the library says. */
class ChineseMobilesTest {
    @Test
    void each_block_of_numbers_is_as_valid_as_the_library_says() {
        SplittableRandom random = new SplittableRandom(7);
        for (int prefix = 13_000; prefix < 20_000; prefix++) {
            String number = prefix + "%06d".formatted(random.nextInt(1_000_000));
            same(number, "CN");
            same("+86" + number, null);
        }
    }

    @Test
    void what_is_written_otherwise_goes_the_librarys_way() {
        for (String text : List.of(
                "1380013800",
                "138001380000",
                "12345678901",
                "17951138001",
                "1380013800a",
                "１３８００１３８０００",
                "+8601380013800",
                "138 0013 8000",
                "p:13800138000",
                "+86+13800138000",
                "13800138000 ")) {
            same(text, "CN");
            same(text, null);
            same(text, "US");
        }
        same("13800138000", "US");
        same("13800138000", null);
    }

    private static void same(String text, @Nullable String region) {
        assertThat(Phones.e164(text, region)).as("%s in %s", text, region).isEqualTo(Phones.parsed(text, region));
        assertThat(Phones.e164(text, region)).as("known already").isEqualTo(Phones.parsed(text, region));
    }
}
