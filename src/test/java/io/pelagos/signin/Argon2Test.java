package io.pelagos.signin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Argon2Test {
    private static final Argon2.Cost CHEAP = new Argon2.Cost(64, 1, 1);
    private final Argon2 argon2 = new Argon2(CHEAP);

    @Test
    void knows_the_password_again_and_no_other() {
        String stored = argon2.hash("correct horse");
        assertThat(stored).startsWith("$argon2id$v=19$m=64,t=1,p=1$").doesNotContain("horse");
        assertThat(argon2.matches("correct horse", stored)).isTrue();
        assertThat(argon2.matches("correct horsf", stored)).isFalse();
        assertThat(argon2.hash("correct horse")).as("salted").isNotEqualTo(stored);
    }

    /** Made with the reference implementation: argon2 -id -v 13 -t 2 -m 16 -p 1, password "password", salt "somesalt". */
    @Test
    void reads_what_others_have_hashed_whatever_it_cost() {
        String reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assertThat(argon2.matches("password", reference)).isTrue();
        assertThat(argon2.matches("passwore", reference)).isFalse();
        assertThat(argon2.outdated(reference)).isTrue();
        assertThat(argon2.outdated(argon2.hash("password"))).isFalse();
    }

    @Test
    void takes_characters_that_look_the_same_as_the_same() {
        assertThat(argon2.matches("cafe\u0301 noir", argon2.hash("caf\u00e9 noir")))
                .isTrue();
    }

    @Test
    void nothing_matches_what_is_no_hash() {
        assertThat(argon2.matches("", "")).isFalse();
        assertThat(argon2.matches("password", "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1a"))
                .isFalse();
        assertThat(argon2.outdated("plain")).isTrue();
    }
}
