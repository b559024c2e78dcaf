package io.pelagos.channel.baidu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.Accepted;
import io.pelagos.channel.Answers;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelAdapter;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.DraftBuilder;
import io.pelagos.channel.FieldNames;
import io.pelagos.channel.FormBody;
import io.pelagos.channel.JsonBody;
import io.pelagos.channel.LeadField;
import io.pelagos.channel.Replies;
import io.pelagos.channel.Values;
import io.pelagos.channel.proof.ProofCheck;
import java.util.List;
import java.util.Map;

/**
 * Baidu's 营销通: the whole lead, its names in camel or in snake case as the advertiser has mapped them. The form's answers
 * are a list, or the JSON of one in a text. Some twenty minutes later the same lead comes again with keyword and search
 * word, marked by {@code push_delay}.
 */
public final class BaiduAdapter implements ChannelAdapter {
    private static final List<Answers> FORMS =
            List.of(new Answers("formDetail", "name", "value"), new Answers("form_detail", "name", "value"));
    private static final List<String> DELAYS = List.of("push_delay", "pushDelay");

    private static final FieldNames USUAL = new FieldNames(Map.ofEntries(
            Map.entry(LeadField.EXTERNAL_ID, List.of("clueId", "clue_id")),
            Map.entry(LeadField.NAME, List.of("formDetail[type=name].value", "form_detail[type=name].value")),
            Map.entry(
                    LeadField.PHONE,
                    List.of(
                            "cluePhoneNumber",
                            "clue_phone_number",
                            "formDetail[type=phone].value",
                            "form_detail[type=phone].value")),
            Map.entry(LeadField.WECHAT, List.of("wechatAccount", "wechat_account")),
            Map.entry(LeadField.CAMPAIGN, List.of("planId", "plan_id")),
            Map.entry(LeadField.AD_GROUP, List.of("unitId", "unit_id")),
            Map.entry(LeadField.AD, List.of("creativeId", "creative_id")),
            Map.entry(LeadField.CLICK_ID, List.of("bdVid", "bd_vid")),
            Map.entry(LeadField.PAGE, List.of("url", "siteUrl", "site_url"))));

    @Override
    public Reading read(Channel channel, Credentials secrets, Delivery delivery) {
        return ProofCheck.read(channel, secrets, delivery, BaiduAdapter::body, (body, taken, message) -> {
            DraftBuilder draft = new DraftBuilder(channel);
            USUAL.fill(draft, channel.mapping(), body, taken);
            FORMS.forEach(form -> form.keep(draft, body, taken));
            if (DELAYS.stream().anyMatch(name -> isSet(body.get(name)))) {
                draft.update();
            }
            draft.attributes(body, "", taken);
            return new Reading.Leads(List.of(draft.build()), message);
        });
    }

    @Override
    public Reply reply(List<Accepted> results) {
        return Replies.success(results);
    }

    private static ObjectNode body(Delivery delivery) {
        ObjectNode body = FormBody.is(delivery) ? FormBody.object(delivery) : JsonBody.object(delivery.body());
        for (Answers form : FORMS) {
            JsonNode list = JsonBody.inText(Values.text(body.get(form.list())));
            if (list != null) {
                body.set(form.list(), list);
            }
        }
        return body;
    }

    private static boolean isSet(JsonNode flag) {
        String text = Values.text(flag);
        return text != null && !text.equals("0") && !text.equalsIgnoreCase("false");
    }
}
