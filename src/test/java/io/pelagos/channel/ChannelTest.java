package io.pelagos.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Keyset;
import io.pelagos.lead.LeadDatabase;
import io.pelagos.team.InvalidDocument;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelTest {
    @Test
    void reads_a_channel_with_what_is_usual() {
        Channel channel = Deliveries.channel("generic", new JsonObject().put("routing", new JsonArray()));

        assertThat(channel.enabled()).isTrue();
        assertThat(channel.proof().kind()).isEqualTo(Proof.Kind.NONE);
        assertThat(channel.mapping()).isEqualTo(Mapping.USUAL);
        assertThat(Deliveries.channel("generic", new JsonObject().put("reply", new JsonObject()))
                        .reply())
                .as("a reply that says nothing")
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"meta\"} | /secret: is required",
                "{\"type\":\"linkedin\",\"auth\":{\"type\":\"none\"}} | /secret: is required",
                "{\"type\":\"tiktok\",\"secret\":\"s\"} | /auth: is required",
                "{\"type\":\"google\",\"secret\":\"s\",\"reply\":{\"status\":202}} | /reply: is not for Google",
                "{\"type\":\"google\",\"secret\":\"s\",\"auth\":{\"type\":\"none\"}} | /auth: is not for Google",
                "{\"reply\":{\"status\":404}} | /reply/status: must be",
                "{\"settings\":{\"graph_url\":\"https://example.com\"}} | /settings/graph_url: is not a known field",
                "{\"type\":\"meta\",\"settings\":{\"graph_url\":\"file:///etc\"}} | /settings/graph_url: must be an address",
                "{\"credentials\":{\"Page Token\":\"t\"}} | /credentials/Page Token: must be named by",
                "{\"credentials\":{\"token\":7}} | /credentials/token: must be a text",
                "{\"auth\":{\"type\":\"basic\"},\"secret\":\"s\"} | /auth/name: is required",
                "{\"auth\":{\"type\":\"oceanengine\",\"signed\":[\"{body}\"]},\"secret\":\"s\"} | /auth/signed: must hold {secret}",
                "{\"auth\":{\"type\":\"tiktok\",\"signed\":[\"{path}\"]},\"secret\":\"s\"} | /auth/signed: may hold only",
                "{\"auth\":{\"type\":\"meta\",\"tolerance_seconds\":60},\"secret\":\"s\"} | /auth/timestamp: is required",
                "{\"type\":\"kuaishou\",\"settings\":{\"pull\":{\"url\":\"https://a.example\",\"list\":\"l\",\"body\":{}}}}"
                        + " | /settings/pull/url: must hold {page}",
                "{\"type\":\"fax\"} | /type: must be one of",
                "{\"type\":\"google\"} | /secret: is required",
                "{\"colour\":\"red\"} | /colour: is not a known field",
                "{\"pool\":null} | /pool: is required",
                "{\"hook_key\":\"short\"} | /hook_key: must be",
                "{\"default_region\":\"XX\"} | /default_region: is not a region",
                "{\"routing\":[{\"name\":\"r\",\"to\":\"b\"}]} | /routing/0/pool: is required",
                "{\"routing\":[{\"name\":\"r\",\"pool\":\"b\",\"when\":{\"field\":\"shoe\",\"is\":1}}]} | /routing/0/when/field: is not a field",
                "{\"routing\":[{\"name\":\"r\",\"pool\":\"b\"},{\"name\":\"r\",\"pool\":\"c\"}]} | /routing/1/name: is there twice",
                "{\"routing\":[{\"name\":\"r\",\"pool\":\"b\",\"cap\":{\"max\":-1}}]} | /routing/0/cap/max: must be",
                "{\"cap\":{\"max\":1}} | /cap/overflow: is required",
                "{\"dedupe\":{\"by\":\"email\"}} | /dedupe/by: must be a list",
                "{\"dedupe\":{\"by\":[\"name\"]}} | /dedupe/by/0: must be external_id",
                "{\"dedupe\":{\"by\":[[\"name\",\"external_id\"]]}} | /dedupe/by/0: must be external_id",
                "{\"dedupe\":{\"by\":[[\"name\",\"company\"],[\"company\",\"name\"]]}} | /dedupe/by/1: is there twice",
                "{\"dedupe\":{\"pooled\":\"touch\"}} | /dedupe/pooled: must be one of merge",
                "{\"dedupe\":{\"closed\":{\"lost\":\"merge\"}}} | /dedupe/closed/lost: must be one of reopen",
                "{\"dedupe\":{\"closed\":{\"asleep\":\"keep\"}}} | /dedupe/closed/asleep: is not a known field",
                "{\"mapping\":{\"shoe\":\"size\"}} | /mapping/shoe: is not a field of a lead",
                "{\"mapping\":{\"phone\":7}} | /mapping/phone: must be a path",
                "{\"mapping\":{\"phone\":\"a\",\"b\":\"phone\"}} | is mapped twice",
                "{\"mapping\":{\"phone\":{\"way\":\"a\"}}} | /mapping/phone/way: is not a known field",
                "{\"auth\":{\"type\":\"shared\",\"name\":\"X\"}} | /secret: is required",
                "{\"auth\":{\"type\":\"hmac-sha256\"},\"secret\":\"s\"} | /auth/name: is required",
                "{\"auth\":{\"type\":\"magic\"}} | /auth/type: must be one of"
            })
    void names_what_is_wrong(String change, String fault) {
        assertThatThrownBy(() -> Deliveries.channel("generic", new JsonObject(change)))
                .isInstanceOfSatisfying(InvalidDocument.class, invalid -> assertThat(invalid.faults())
                        .anySatisfy(one ->
                                assertThat(one.pointer() + ": " + one.detail()).contains(fault)));
    }

    @Test
    void a_secret_rests_sealed_and_opens_for_its_channel_only() {
        try (LeadDatabase database = new LeadDatabase()) {
            Keyset keys = LeadDatabase.await(new ContactVault(database.keysets(null)).ready(1));
            JsonObject sealed = ChannelSecrets.seal(
                    keys,
                    "ads",
                    new JsonObject()
                            .put("secret", "s3cret")
                            .put("credentials", new JsonObject().put("page_token", "t0ken")));
            Channel channel = Deliveries.channel("generic", sealed);
            Channel other = Channel.CHANNEL
                    .read()
                    .apply(
                            "other",
                            new JsonObject()
                                    .put("type", "generic")
                                    .put("name", "n")
                                    .put("pool", "p")
                                    .put("hook_key", "0123456789abcdef")
                                    .mergeIn(sealed));

            assertThat(sealed.encode()).doesNotContain("s3cret", "t0ken");
            assertThat(ChannelSecrets.open(keys, channel))
                    .isEqualTo(new Credentials("s3cret", Map.of("page_token", "t0ken")));
            assertThat(ChannelSecrets.seal(keys, "ads", sealed)).isEqualTo(sealed);
            assertThatThrownBy(() -> ChannelSecrets.open(keys, other)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void a_lane_is_the_same_text_for_the_same_demands() {
        assertThat(Lane.OPEN.text()).isEmpty();
        assertThat(new Lane(java.util.List.of("b", "a b", "b"), "sh", "en&x", 2).text())
                .isEqualTo("language=en%26x&region=sh&seniority=2&skill=a%20b&skill=b");
    }
}
