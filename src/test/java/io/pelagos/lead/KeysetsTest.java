package io.pelagos.lead;

import static io.pelagos.lead.LeadDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelagos.platform.StartFailure;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
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
}
