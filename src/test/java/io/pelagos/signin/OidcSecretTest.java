package io.pelagos.signin;

import static io.pelagos.team.TestDirectory.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.KeyStep;
import io.pelagos.lead.Keyset;
import io.pelagos.lead.Keysets;
import io.pelagos.team.TestDirectory;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OidcSecretTest {
    private final TestDirectory here = new TestDirectory();
    private final Keysets keysets = await(Keysets.open(here.sessions, null));
    private final Keyset keys = await(keysets.load(7));

    @AfterEach
    void close() {
        here.close();
    }

    private Keyset rotated() {
        await(keysets.change(7, 1, KeyStep.ADD));
        await(keysets.change(7, 2, KeyStep.PROMOTE));
        await(keysets.follow(7, 3));
        return keysets.get(7);
    }

    private static JsonObject oidc(JsonObject tenant) {
        return tenant.getJsonObject("oidc");
    }

    private static JsonObject written(String secret) {
        JsonObject oidc =
                new JsonObject().put("issuer", "https://login.example").put("client_id", "c");
        return new JsonObject().put("name", "N").put("oidc", oidc.put("client_secret", secret));
    }

    @Test
    void null_and_nothing_keep_the_secret_but_for_another_issuer() {
        JsonObject stored = OidcSecret.complete(keys, null, written("s3cret"));
        assertThat(stored.encode()).doesNotContain("s3cret");
        assertThat(OidcSecret.complete(keys, stored, written(null))).isEqualTo(stored);
        JsonObject without = written("x");
        oidc(without).remove("client_secret");
        assertThat(OidcSecret.complete(keys, stored, without)).isEqualTo(stored);
        oidc(without).put("issuer", "https://another.example").putNull("client_secret");
        assertThat(oidc(OidcSecret.complete(keys, stored, without)).containsKey("client_secret"))
                .isFalse();
    }

    @Test
    void a_file_shows_that_there_is_one_and_an_answer_not_even_that() {
        JsonObject stored = OidcSecret.complete(keys, null, written("s3cret"));
        assertThat(OidcSecret.starred(stored)).isEqualTo(written(null));
        assertThat(oidc(OidcSecret.hide(stored)).containsKey("client_secret")).isFalse();
        assertThat(OidcSecret.starred(new JsonObject().put("name", "N"))).isEqualTo(new JsonObject().put("name", "N"));
    }

    @Test
    void under_another_key_it_is_the_same_secret_and_sealed_anew_only_once() {
        JsonObject stored = OidcSecret.complete(keys, null, written("s3cret"));
        String old = oidc(stored).getString("client_secret");
        assertThat(OidcSecret.resealed(keys, stored))
                .as("under the present key")
                .isEqualTo(stored);
        Keyset newer = rotated();
        JsonObject resealed = OidcSecret.resealed(newer, stored);
        String now = oidc(resealed).getString("client_secret");
        assertThat(now).isNotEqualTo(old);
        assertThat(OidcSecret.open(newer, now)).isEqualTo("s3cret");
        assertThat(OidcSecret.resealed(newer, resealed)).isEqualTo(resealed);
        JsonObject open = written("not sealed yet");
        assertThat(OidcSecret.resealed(newer, open)).isEqualTo(open);
        assertThat(OidcSecret.resealed(newer, new JsonObject())).isEqualTo(new JsonObject());
    }
}
