package io.pelagos.lead;

import static io.pelagos.lead.LeadDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelagos.platform.StartFailure;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeysetsTest {
    private static final String MASTER = "a master key of more than 32 characters";
    private final LeadDatabase database = new LeadDatabase();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void nodes_that_create_a_keyset_at_once_share_one() {
        List<Future<Keysets>> nodes = new ArrayList<>();
        for (int node = 0; node < 4; node++) {
            nodes.add(Keysets.open(database.sessions, MASTER));
        }
        List<Future<Keyset>> keys = new ArrayList<>();
        for (Future<Keysets> node : nodes) {
            keys.add(node.compose(keysets -> keysets.load(7)));
        }
        byte[] sealed = await(keys.get(0)).seal(new byte[] {42}, "test");
        byte[] index = Identities.phone(await(keys.get(0)), "+8613812341234");
        for (Future<Keyset> other : keys) {
            assertThat(await(other).open(sealed, "test")).containsExactly(42);
            assertThat(Identities.phone(await(other), "+8613812341234")).isEqualTo(index);
        }
        assertThat(database.count("select count(*) from keyset")).isEqualTo(2);
    }

    @Test
    void a_locked_database_says_that_the_master_key_is_missing_or_wrong() {
        await(database.keysets(MASTER).load(1));
        assertThatThrownBy(() -> database.keysets(null))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("set PELAGOS_MASTER_KEY");
        assertThatThrownBy(() -> database.keysets("another key, also of more than 32 characters"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("PELAGOS_MASTER_KEY is not the master key");
    }

    @Test
    void refuses_a_short_master_key() {
        assertThatThrownBy(() -> database.keysets("31 characters are one too few!!"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("fewer than 32");
    }

    @Test
    void wraps_an_open_keyset_as_soon_as_there_is_a_master_key() {
        byte[] sealed = await(database.keysets(null).load(1)).seal(new byte[] {1}, "test");
        assertThat(database.count("select count(*) from keyset where tenant = 0 and wrapped"))
                .isZero();

        Keyset later = await(database.keysets(MASTER).load(1));

        assertThat(later.open(sealed, "test")).containsExactly(1);
        assertThat(database.count("select count(*) from keyset where tenant = 0 and wrapped"))
                .isEqualTo(1);
        assertThatThrownBy(() -> database.keysets(null)).hasMessageContaining("PELAGOS_MASTER_KEY");
    }

    @Test
    void tenants_do_not_open_each_others_bytes_nor_share_an_index() {
        Keysets keysets = database.keysets(MASTER);
        Keyset one = await(keysets.load(1));
        Keyset two = await(keysets.load(2));
        byte[] wrapped = one.newLeadKey(5).wrapped();

        assertThatThrownBy(() -> two.leadKey(5, wrapped)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> one.leadKey(6, wrapped)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> two.open(one.seal(new byte[3], "a"), "a")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> one.open(one.seal(new byte[3], "a"), "b")).isInstanceOf(IllegalStateException.class);
        assertThat(Identities.phone(one, "+8613812341234"))
                .hasSize(16)
                .isNotEqualTo(Identities.phone(two, "+8613812341234"))
                .isNotEqualTo(Identities.externalId(one, "", "+8613812341234"));
        assertThat(Identities.externalId(one, "a", "1")).isNotEqualTo(Identities.externalId(one, "b", "1"));
    }

    @Test
    void a_tenants_keys_have_to_be_loaded_before_use() {
        assertThatThrownBy(() -> database.keysets(null).get(9)).hasMessageContaining("not loaded");
    }

    @Test
    void a_node_that_is_handed_what_a_newer_key_has_sealed_looks_for_that_key() {
        Keysets here = database.keysets(MASTER);
        Keysets there = database.keysets(MASTER);
        Keyset old = await(there.load(7));
        byte[] before = await(here.load(7)).seal(new byte[] {1}, "test");
        await(here.change(7, 1, KeyStep.ADD));
        await(here.change(7, 2, KeyStep.PROMOTE));
        byte[] sealed = here.get(7).seal(new byte[] {42}, "test");
        assertThat(here.get(7).current(sealed)).isTrue();
        assertThat(here.get(7).current(before)).isFalse();
        assertThatThrownBy(() -> there.get(7).open(sealed, "test")).isInstanceOf(KeysBehind.class);
        await(there.follow(7, 3));
        assertThat(there.get(7).open(sealed, "test")).containsExactly(42);
        assertThat(there.get(7).open(before, "test")).containsExactly(1);
        // Whoever has an old version in hand hears that there is a newer one.
        assertThatThrownBy(() -> old.open(sealed, "test")).isInstanceOf(KeysBehind.class);
        assertThat(Identities.phone(old, "+8613812341234")).isEqualTo(Identities.phone(here.get(7), "+8613812341234"));
    }

    @Test
    void a_key_that_is_destroyed_is_looked_for_once() {
        Keysets keysets = database.keysets(MASTER);
        byte[] sealed = await(keysets.load(7)).seal(new byte[] {42}, "test");
        byte[] lead = keysets.get(7).newLeadKey(5).wrapped();
        await(keysets.change(7, 1, KeyStep.ADD));
        await(keysets.change(7, 2, KeyStep.PROMOTE));
        byte[] resealed = keysets.get(7).resealed(sealed, "test");
        byte[] rewrapped = keysets.get(7).rewrapped(5, lead);
        await(keysets.change(7, 3, KeyStep.DESTROY));
        // Done by another, who comes late, it does nothing.
        await(keysets.change(7, 1, KeyStep.ADD));
        assertThat(keysets.get(7).version()).isEqualTo(4);
        assertThat(keysets.get(7).open(resealed, "test")).containsExactly(42);
        assertThat(keysets.get(7).leadKey(5, rewrapped)).isNotNull();
        Keyset now = keysets.get(7);
        assertThatThrownBy(() -> now.open(sealed, "test")).isInstanceOf(KeysBehind.class);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (looksFor(now, sealed)) {
            assertThat(System.nanoTime()).as("it is given up at last").isLessThan(deadline);
            Thread.onSpinWait();
        }
        assertThatThrownBy(() -> now.leadKey(5, lead)).isNotInstanceOf(KeysBehind.class);
    }

    private static boolean looksFor(Keyset keys, byte[] sealed) {
        try {
            keys.open(sealed, "test");
            throw new AssertionError("a destroyed key opens nothing");
        } catch (KeysBehind e) {
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
