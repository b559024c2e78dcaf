package io.pelagos.channel.tencent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.Accepted;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelAdapter;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.DraftBuilder;
import io.pelagos.channel.FieldNames;
import io.pelagos.channel.FormBody;
import io.pelagos.channel.JsonBody;
import io.pelagos.channel.LeadDraft;
import io.pelagos.channel.LeadField;
import io.pelagos.channel.LeadItems;
import io.pelagos.channel.Replies;
import io.pelagos.channel.Secrets;
import io.pelagos.channel.Values;
import io.pelagos.channel.proof.ProofCheck;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tencent's lead management: flat fields as a form or as JSON. {@code bundle} is JSON within a text; times are those of
 * China. A lead without an id of its own is named by account, phone and time.
 */
public final class TencentAdapter implements ChannelAdapter, LeadItems {
    private static final String BUNDLE = "bundle";
    private static final FieldNames USUAL = new FieldNames(Map.ofEntries(
            Map.entry(LeadField.EXTERNAL_ID, List.of("leads_id")),
            Map.entry(LeadField.NAME, List.of("leads_name")),
            Map.entry(LeadField.PHONE, List.of("leads_tel")),
            Map.entry(LeadField.EMAIL, List.of("leads_email")),
            Map.entry(LeadField.WECHAT, List.of("leads_wechat")),
            Map.entry(LeadField.CAMPAIGN, List.of("campaign_id", "campaign_name")),
            Map.entry(LeadField.AD_GROUP, List.of("adgroup_id", "adgroup_name")),
            Map.entry(LeadField.AD, List.of("ad_id", "creative_id", "adcreative_id")),
            Map.entry(LeadField.CLICK_ID, List.of("click_id")),
            Map.entry(LeadField.PAGE, List.of("page_url"))));

    @Override
    public Reading read(Channel channel, Credentials secrets, Delivery delivery) {
        return ProofCheck.read(
                channel,
                secrets,
                delivery,
                got -> FormBody.is(got) ? FormBody.object(got) : JsonBody.object(got.body()),
                (body, taken, message) -> new Reading.Leads(List.of(lead(channel, body, taken)), message));
    }

    @Override
    public LeadDraft lead(Channel channel, ObjectNode item) {
        return lead(channel, item, new HashSet<>());
    }

    private static LeadDraft lead(Channel channel, ObjectNode body, Set<String> taken) {
        JsonNode bundle = JsonBody.inText(Values.text(body.get(BUNDLE)));
        if (bundle != null && !taken.contains(BUNDLE)) {
            body.set(BUNDLE, bundle);
        }
        DraftBuilder draft = new DraftBuilder(channel);
        USUAL.fill(draft, channel.mapping(), body, taken);
        draft.setIfAbsent(LeadField.EXTERNAL_ID, id(body, draft.get(LeadField.PHONE)));
        draft.attributes(body, "", taken);
        return draft.build();
    }

    @Override
    public Reply reply(List<Accepted> results) {
        return Replies.success(results);
    }

    /** As a hash: an id is shown to people who may not see the phone. Null when a part is missing. */
    private static @Nullable String id(ObjectNode body, @Nullable String phone) {
        String account = Values.text(body.get("account_id"));
        String time = Values.text(body.get("leads_create_time"));
        if (account == null || phone == null || time == null) {
            return null;
        }
        byte[] all = (account + "|" + phone + "|" + time).getBytes(StandardCharsets.UTF_8);
        return "sha256:" + HexFormat.of().formatHex(Secrets.sha256(all));
    }
}
