package io.pelagos.channel.baidu;

import static io.pelagos.channel.Deliveries.bytes;
import static io.pelagos.channel.Deliveries.delivery;
import static io.pelagos.channel.Deliveries.fixture;
import static io.pelagos.channel.Deliveries.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.AdapterContract;
import io.pelagos.channel.Deliveries;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.LeadDraft;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class BaiduAdapterTest extends AdapterContract {
    BaiduAdapterTest() {
        super(new BaiduAdapter(), "baidu", new JsonObject().put("secret", SECRET));
    }

    @Override
    protected String body(String id) {
        return fixture("baidu.json", id);
    }

    @Override
    protected Delivery proven(byte[] body, long atMillis) {
        return query(body, SECRET);
    }

    @Override
    protected Delivery forged(byte[] body) {
        return query(body, "guessed");
    }

    private static Delivery query(byte[] body, String token) {
        Delivery delivery = delivery(body, "application/json");
        delivery.query().add("token", token);
        return delivery;
    }

    @Override
    @Test
    protected void a_test_lead_is_recognised() {
        cannotBe("Baidu's pushes mark none, as far as is known; the channel's mapping can say how");
    }

    @Override
    @Test
    protected void a_stale_timestamp_is_refused() {
        cannotBe("Baidu proves itself by a token, without a time");
    }

    @Override
    @Test
    protected void of_several_leads_the_bad_one_costs_only_itself() {
        cannotBe("a push holds one lead");
    }

    @Test
    void answers_of_the_form_are_kept_by_their_names() {
        LeadDraft lead = Deliveries.lead(read(body("210604140990751127,f6738d669c8a")));
        assertThat(lead.externalId()).isEqualTo("210604140990751127,f6738d669c8a");
        assertThat(lead.attributes().getString("城市")).isEqualTo("上海");
        assertThat(lead.attributes().getString("电话")).isEqualTo("13812341234");
        assertThat(lead.attributes().getString("phone_2")).isEqualTo("+8613900001111");
        assertThat(lead.update()).isFalse();
    }

    @Test
    void what_comes_again_with_the_keyword_is_an_update_of_the_same_lead() {
        LeadDraft later =
                Deliveries.lead(adapter.read(channel, secrets(), Deliveries.json(fixture("baidu-later.json", "17"))));
        assertThat(later.externalId()).isEqualTo("17");
        assertThat(later.update()).isTrue();
        assertThat(later.contact().name()).isEqualTo("张伟 Ünal");
        assertThat(later.attributes().getString("search_word")).isEqualTo("上海装修");
        assertThat(later.attributes().encode()).doesNotContain(SECRET);
        assertThat(later.source())
                .isEqualTo(new JsonObject()
                        .put("campaign", "1")
                        .put("ad_group", "2")
                        .put("ad", "3")
                        .put("click_id", "vid-1")
                        .put("page", "https://example.com/page/1"));
        String first = fixture("baidu-later.json", "17").replace("\"push_delay\": \"1\"", "\"push_delay\": 0");
        assertThat(Deliveries.lead(adapter.read(channel, secrets(), Deliveries.json(first)))
                        .update())
                .isFalse();
    }

    @Test
    void a_form_may_hold_the_token() {
        byte[] form = bytes("token=" + SECRET + "&clue_id=17&clue_phone_number=13812341234");
        Delivery delivery = delivery(form, "application/x-www-form-urlencoded");
        assertThat(Deliveries.lead(read(delivery)).contact().phone()).isEqualTo("+8613812341234");
        assertThat(status(read(delivery(bytes("clue_id=17"), "application/x-www-form-urlencoded"))))
                .isEqualTo(401);
    }
}
