package io.pelagos.lead;

import static io.pelagos.lead.LeadDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContactVaultTest {
    private static final Contact CONTACT = new Contact("王小明", "+8613812341234", "anna@example.com", null, null);
    private final LeadDatabase database = new LeadDatabase();
    private ContactVault vault;

    @BeforeAll
    void open() {
        vault = new ContactVault(database.keysets(null));
        await(vault.ready(1));
        await(vault.ready(2));
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Test
    void opens_what_it_sealed() {
        JsonObject attributes = new JsonObject().put("city", "上海");
        ContactVault.Sealed sealed = vault.seal(1, 5, CONTACT, attributes, "x-1");

        LeadDetail detail = vault.open(1, 5, "ads", sealed.key(), sealed.sealed(), new JsonObject(), 7);

        assertThat(detail).isEqualTo(new LeadDetail(1, 5, "ads", CONTACT, attributes, "x-1", new JsonObject(), 7));
        assertThat(new String(sealed.sealed(), StandardCharsets.UTF_8)).doesNotContain("13812341234");
    }

    @Test
    void the_same_contact_never_looks_the_same() {
        assertThat(vault.seal(1, 5, CONTACT, new JsonObject(), null).sealed())
                .isNotEqualTo(vault.seal(1, 5, CONTACT, new JsonObject(), null).sealed());
    }

    @Test
    void opens_nothing_that_was_moved_or_changed() {
        ContactVault.Sealed one = vault.seal(1, 5, CONTACT, new JsonObject(), null);
        ContactVault.Sealed other = vault.seal(1, 6, CONTACT, new JsonObject(), null);
        byte[] changed = one.sealed().clone();
        changed[changed.length - 1] ^= 1;

        assertThatThrownBy(() -> vault.open(1, 6, null, one.key(), one.sealed(), new JsonObject(), 0))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> vault.open(2, 5, null, one.key(), one.sealed(), new JsonObject(), 0))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> vault.open(1, 6, null, other.key(), one.sealed(), new JsonObject(), 0))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> vault.open(1, 5, null, one.key(), changed, new JsonObject(), 0))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_reason_is_sealed_under_the_leads_key_and_is_no_detail() {
        ContactVault.Sealed sealed = vault.seal(1, 5, CONTACT, new JsonObject(), null);
        LeadKey key = vault.key(1, 5, sealed.key());
        byte[] reason = key.seal("called him".getBytes(StandardCharsets.UTF_8), "reason");

        assertThat(new String(key.open(reason, "reason"), StandardCharsets.UTF_8))
                .isEqualTo("called him");
        assertThatThrownBy(() -> key.open(reason, "detail")).isInstanceOf(IllegalStateException.class);
    }
}
