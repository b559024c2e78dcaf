package io.pelagos.http;

import io.pelagos.channel.Accepted;
import io.pelagos.channel.Arrival;
import io.pelagos.channel.BadPart;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelAdapter;
import io.pelagos.channel.ChannelAdapter.Reading;
import io.pelagos.channel.ChannelCheck;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Intake;
import io.pelagos.channel.Lane;
import io.pelagos.channel.LeadDraft;
import io.pelagos.channel.Replies;
import io.pelagos.channel.Trial;
import io.pelagos.lead.Contact;
import io.pelagos.team.Document;
import io.pelagos.team.Fault;
import io.pelagos.team.InvalidDocument;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/** A channel is tried before it is saved, and its whole road once it is: neither brings a lead in. */
final class TrialRoutes {
    private static final int BODY_CHARACTERS_MAX = 100_000;
    private static final int CHANNEL_CHARACTERS_MAX = 60_000;
    /** Of one delivery; the others are only counted. */
    private static final int LEADS_SHOWN_MAX = 20;

    /** What a channel has once it is saved, and one that is only tried may not have yet. */
    private static final JsonObject STAND_INS = new JsonObject()
            .put("name", "-")
            .put("pool", "-")
            .put("secret", "stands-in-for-the-real-one")
            .put("hook_key", "stands-in-for-the-real-one");

    private final Trial trial;
    private final ChannelDesk desk;
    private final Map<Channel.Type, ChannelAdapter> adapters;
    private final Intake intake;
    private final LongSupplier nowMillis;

    TrialRoutes(ChannelDesk desk, Map<Channel.Type, ChannelAdapter> adapters, Intake intake, LongSupplier nowMillis) {
        this.trial = desk.trial();
        this.desk = desk;
        this.adapters = adapters;
        this.intake = intake;
        this.nowMillis = nowMillis;
    }

    void register(Api api) {
        api.route(HttpMethod.POST, "/channels:try", Access.MANAGERS, this::tried);
        api.route(HttpMethod.POST, "/channels/{channel}/deliveries:test", Access.MANAGERS, this::tested);
    }

    private record Sample(byte[] body, String contentType) {
        static Sample read(Document d) {
            String text = d.text("body", BODY_CHARACTERS_MAX);
            boolean bytes =
                    d.choice("encoding", List.of("utf-8", "base64"), "utf-8").equals("base64");
            String type = Objects.requireNonNullElse(d.optionalText("content_type", 255), "application/json");
            try {
                return new Sample(
                        bytes ? Base64.getDecoder().decode(text) : text.getBytes(StandardCharsets.UTF_8), type);
            } catch (IllegalArgumentException e) {
                d.fault("body", "must be base64");
                return new Sample(new byte[0], type);
            }
        }
    }

    private Future<Answer> tried(Call call) {
        record Wanted(JsonObject channel, Sample sample) {}
        Wanted wanted = call.body(d -> {
            JsonObject channel = d.free("channel", CHANNEL_CHARACTERS_MAX);
            if (channel == null && !d.faulty("channel")) {
                d.fault("channel", "is required");
            }
            return new Wanted(channel == null ? new JsonObject() : channel, Sample.read(d));
        });
        TenantConfig tenant = call.tenant();
        Channel channel = channel(tenant, wanted.channel.copy());
        long now = nowMillis.getAsLong();
        Reading reading = trial.read(channel, wanted.sample.body, wanted.sample.contentType, now);
        JsonArray leads = new JsonArray();
        if (reading instanceof Reading.Leads read) {
            for (LeadDraft lead : read.leads()
                    .subList(0, Math.min(LEADS_SHOWN_MAX, read.leads().size()))) {
                leads.add(json(channel, trial.judge(tenant, channel, lead, now), lead));
            }
        }
        return Future.succeededFuture(Answer.ok(told(reading).put("leads", leads)));
    }

    /** The delivery goes the channel's own way to the intake's door, where every lead of it turns out to be a test. */
    private Future<Answer> tested(Call call) {
        Sample sample = call.body(Sample::read);
        TenantConfig tenant = call.tenant();
        Channel channel = tenant.get(Channel.CHANNEL, call.path("channel"));
        if (channel == null) {
            throw Problem.NOT_FOUND.refusal();
        }
        ChannelAdapter adapter = adapters.get(channel.type());
        Reading reading = trial.pushed(channel, sample.body, sample.contentType, nowMillis.getAsLong());
        desk.watch().arrived(tenant, channel);
        if (adapter == null || reading instanceof Reading.Refused) {
            Problem refusal = HookRoutes.refusal(
                    reading instanceof Reading.Refused no ? no : new Reading.Refused(404, "nothing comes this way"));
            JsonObject answered = refusal.answer().body().toJsonObject();
            return Future.succeededFuture(
                    Answer.ok(told(reading).put("answered", answered(refusal.status(), answered))));
        }
        List<Arrival> arrivals = new ArrayList<>();
        if (reading instanceof Reading.Leads read) {
            read.leads().forEach(lead -> arrivals.add(new Arrival(lead.tested(), null)));
        }
        Future<List<Accepted>> done = arrivals.isEmpty()
                ? Future.succeededFuture(List.of())
                : intake.acceptAll(tenant.no(), arrivals, "channel:" + channel.id());
        return done.map(results -> {
            ChannelAdapter.Reply reply = Replies.of(channel, adapter, results);
            return Answer.ok(told(reading).put("answered", answered(reply.status(), reply.body())));
        });
    }

    private static JsonObject answered(int status, Object body) {
        return new JsonObject().put("status", status).put("body", body.toString());
    }

    /** Without its secrets, which nothing is compared with. */
    private static Channel channel(TenantConfig tenant, JsonObject written) {
        Object id = written.remove("id");
        written.remove("hook_url");
        STAND_INS.forEach(field -> {
            boolean calls = field.getKey().equals("pool") && "calls".equals(written.getValue("type"));
            if (written.getValue(field.getKey()) == null && !calls) {
                written.put(field.getKey(), field.getValue());
            }
        });
        try {
            Channel channel = Channel.CHANNEL.check(id instanceof String text ? text : "new", written);
            List<Fault> faults = ChannelCheck.faults(channel, Credentials.NONE, tenant.tenant(), written);
            if (channel.type() == Channel.Type.CALLS) {
                faults.add(new Fault("/type", "has no leads"));
            }
            if (!faults.isEmpty()) {
                throw new InvalidDocument(faults);
            }
            return channel;
        } catch (InvalidDocument e) {
            throw Problem.invalid(e.faults().stream()
                            .map(fault -> new Fault("/channel" + fault.pointer(), fault.detail()))
                            .toList())
                    .refusal();
        }
    }

    private static JsonObject told(Reading reading) {
        JsonObject json = new JsonObject().putNull("refused").put("total", 0).put("fetches", 0);
        List<BadPart> bad = List.of();
        if (reading instanceof Reading.Refused refused) {
            json.put("refused", new JsonObject().put("status", refused.status()).put("reason", refused.reason()));
        } else if (reading instanceof Reading.Leads read) {
            json.put("total", read.leads().size());
            bad = read.bad();
        } else if (reading instanceof Reading.Fetches ids) {
            json.put("fetches", ids.wanted().size());
            bad = ids.bad();
        }
        return json.put("bad", bad.size())
                .put("bad_reason", bad.isEmpty() ? null : bad.get(0).reason());
    }

    /** Masked as for anybody who does not own it. */
    private static JsonObject json(Channel channel, Trial.Lead tried, LeadDraft read) {
        LeadDraft lead = tried.draft();
        JsonObject from = new JsonObject();
        read.from().forEach((field, path) -> from.put(field.text(), path));
        channel.mapping().defaults().keySet().stream()
                .filter(field -> !read.from().containsKey(field))
                .forEach(field -> from.putNull(field.text()));
        JsonArray losses = new JsonArray();
        tried.losses()
                .forEach(loss -> losses.add(new JsonObject()
                        .put("field", loss.field())
                        .put("word", loss.word())
                        .put("detail", loss.detail())));
        return new JsonObject()
                .put("external_id", lead.externalId())
                .put("contact", lead.contact().masked(Contact.MASKABLE).toJson())
                .put("virtual", lead.virtualPhone())
                .put("source", lead.source())
                .put("grade", lead.grade())
                .put("score", lead.score())
                .put("tags", new JsonArray(lead.tags()))
                .put("requires", Lane.json(lead.lane()))
                .put("attributes", new JsonArray(List.copyOf(lead.attributes().fieldNames())))
                .put("test", lead.test())
                .put("pool", "-".equals(lead.pool()) ? null : lead.pool())
                .put("rule", tried.rule())
                .put("from", from)
                .put("losses", losses);
    }
}
