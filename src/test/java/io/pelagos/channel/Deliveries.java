package io.pelagos.channel;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Channels and deliveries for tests of adapters. */
public final class Deliveries {
    public static final long AT_MILLIS = 1_767_225_600_000L;

    private Deliveries() {}

    public static Channel channel(String type, JsonObject more) {
        JsonObject document = new JsonObject()
                .put("type", type)
                .put("name", "A channel")
                .put("pool", "pool")
                .put("default_region", "CN")
                .put("hook_key", "0123456789abcdef")
                .mergeIn(more);
        return Channel.CHANNEL.read().apply("ads", document);
    }

    public static Delivery json(String body) {
        return delivery(body.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    public static Delivery delivery(byte[] body, String contentType, String... headers) {
        MultiMap map = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < headers.length; i += 2) {
            map.add(headers[i], headers[i + 1]);
        }
        return new Delivery(map, MultiMap.caseInsensitiveMultiMap(), body, contentType, AT_MILLIS);
    }

    /** A body of ours in the structure of a platform's; {@code @id} in it is the lead's id. */
    public static String fixture(String name, String id) {
        try (InputStream in = Deliveries.class.getResourceAsStream("/channels/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("@id", id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Credentials secret(String secret) {
        return new Credentials(secret, Map.of());
    }

    public static LeadDraft lead(ChannelAdapter.Reading reading) {
        if (reading instanceof ChannelAdapter.Reading.Leads leads
                && leads.leads().size() == 1) {
            return leads.leads().get(0);
        }
        throw new AssertionError("no single lead but " + reading);
    }

    public static int status(ChannelAdapter.Reading reading) {
        return reading instanceof ChannelAdapter.Reading.Refused refused ? refused.status() : 200;
    }

    /** Bodies that no adapter may choke on, nor take for a lead. */
    public static List<byte[]> badJson() {
        return List.of(
                new byte[0],
                bytes("   "),
                bytes("null"),
                bytes("[]"),
                bytes("\"text\""),
                bytes("{"),
                bytes("{\"a\":1} {\"b\":2}"),
                bytes("{\"a\":01}"),
                bytes("{\"a\":" + "9".repeat(200) + "}"),
                bytes("{\"a\":" + "[".repeat(65) + "]".repeat(65) + "}"),
                bytes("<lead/>"),
                "{\"a\":1}".getBytes(StandardCharsets.UTF_16),
                "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE),
                new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xff, (byte) 0xfe, '"', '}'});
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
