package io.pelagos.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One form in which one platform delivers, with a real body: {@code @id} in it is the lead's id, and the phone below its own.
 *
 * @param name of its two channels, one for whole deliveries and one for damaged ones
 * @param channel what differs from any channel
 * @param path behind the channel's address
 * @param headers beside the content type
 * @param keeps what becomes of a whole delivery
 */
record FuzzForm(
        String name,
        ObjectNode channel,
        String path,
        String contentType,
        Map<String, String> headers,
        String body,
        Keeps keeps) {
    /** What is there once a whole delivery has been acknowledged. */
    enum Keeps {
        LEAD,
        /** An id that is to be fetched. */
        ID,
        /** Nothing that could be counted. */
        NOTHING
    }

    private static final String BOUNDARY = "contact";

    /** Everything that has an adapter. @param fixtures where the platforms' bodies are */
    static List<FuzzForm> all(Path fixtures) throws IOException {
        String generic = read(fixtures, "generic.json");
        JsonNode flat = Api.JSON.readTree("{\"external_id\":\"@id\",\"name\":\"张伟 Ünal\",\"phone\":\"13812341234\"}");
        List<FuzzForm> forms = new ArrayList<>();
        forms.add(lead("json", "generic", "application/json", generic));
        forms.add(lead("xml", "generic", "text/xml", read(fixtures, "generic.xml")));
        forms.add(lead("form", "generic", "application/x-www-form-urlencoded", form(flat)));
        forms.add(lead("parts", "generic", "multipart/form-data; boundary=" + BOUNDARY, parts(flat)));
        forms.add(lead(
                "event",
                "generic",
                "application/cloudevents+json",
                "{\"specversion\":\"1.0\",\"type\":\"lead\",\"source\":\"/fuzz\",\"id\":\"@id\",\"data\":" + generic
                        + "}"));
        FuzzForm binary = lead("headers", "generic", "application/json", generic);
        forms.add(
                binary.with(Map.of("ce-specversion", "1.0", "ce-type", "lead", "ce-source", "/fuzz", "ce-id", "@id")));
        FuzzForm list = lead("list", "generic", "application/json", "{\"sent\":1,\"leads\":[" + generic + "]}");
        list.channel.putObject("settings").put("list", "leads");
        forms.add(list);
        FuzzForm google = lead("google", "google", "application/json", read(fixtures, "google.json"));
        google.channel.remove("auth");
        forms.add(google);
        forms.add(lead("tiktok", "tiktok", "application/json", read(fixtures, "tiktok.json")));
        forms.add(lead("feiyu", "oceanengine", "application/json", read(fixtures, "oceanengine.json")));
        String tencent = read(fixtures, "tencent.json");
        forms.add(lead("tencent", "tencent", "application/json", tencent));
        forms.add(
                lead("tencent-form", "tencent", "application/x-www-form-urlencoded", form(Api.JSON.readTree(tencent))));
        forms.add(lead("baidu", "baidu", "application/json", read(fixtures, "baidu.json")));
        forms.add(lead("baidu-later", "baidu", "application/json", read(fixtures, "baidu-later.json")));
        FuzzForm meta = of("meta", "meta", read(fixtures, "meta.json"), Keeps.ID);
        meta.channel.putObject("settings").put("graph_url", "https://nobody.invalid/graph");
        forms.add(meta);
        FuzzForm linkedin = of("linkedin", "linkedin", read(fixtures, "linkedin.json"), Keeps.ID);
        linkedin.channel.putObject("settings").put("api_url", "https://nobody.invalid/rest");
        forms.add(linkedin);
        forms.add(of("kuaishou", "kuaishou", read(fixtures, "kuaishou.json"), Keeps.NOTHING));
        FuzzForm calls = of(
                "calls",
                "calls",
                "{\"id\":\"@id\",\"number\":\"13812341234\",\"direction\":\"outbound\",\"seconds\":30}",
                Keeps.NOTHING);
        calls.channel.remove("pool");
        forms.add(calls);
        FuzzForm asked = of("ping", "generic", "{\"phone\":\"13812341234\",\"grade\":\"A\"}", Keeps.NOTHING);
        asked.channel.set(
                "ping_post",
                Api.JSON.readTree("{\"ttl\":\"PT10M\",\"currency\":\"CNY\","
                        + "\"prices\":[{\"when\":{\"grade\":[\"a\"]},\"price\":3}]}"));
        forms.add(new FuzzForm(
                asked.name, asked.channel, "/ping", asked.contentType, asked.headers, asked.body, asked.keeps));
        return forms;
    }

    private static FuzzForm lead(String name, String type, String contentType, String body) {
        return new FuzzForm(name, channel(type), "", contentType, Map.of(), body, Keeps.LEAD);
    }

    private static FuzzForm of(String name, String type, String body, Keeps keeps) {
        return new FuzzForm(name, channel(type), "", "application/json", Map.of(), body, keeps);
    }

    private FuzzForm with(Map<String, String> more) {
        return new FuzzForm(name, channel, path, contentType, more, body, keeps);
    }

    /** Without a proof, where that can be, so that damaged bodies get as far as they can. */
    private static ObjectNode channel(String type) {
        ObjectNode channel = Api.JSON
                .createObjectNode()
                .put("type", type)
                .put("pool", Rules.FREE)
                .put("secret", "s3cret")
                .put("default_region", "CN");
        channel.putObject("auth").put("type", "none");
        return channel;
    }

    private static String read(Path fixtures, String file) throws IOException {
        return Files.readString(fixtures.resolve(file));
    }

    private static String form(JsonNode fields) {
        List<String> pairs = new ArrayList<>();
        fields.properties()
                .forEach(field -> pairs.add(field.getKey() + "="
                        + java.net.URLEncoder.encode(field.getValue().asText(), java.nio.charset.StandardCharsets.UTF_8)
                                .replace("%40id", "@id")));
        return String.join("&", pairs);
    }

    private static String parts(JsonNode fields) {
        StringBuilder body = new StringBuilder();
        fields.properties()
                .forEach(field -> body.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"")
                        .append(field.getKey())
                        .append("\"\r\n\r\n")
                        .append(field.getValue().asText())
                        .append("\r\n"));
        return body.append("--" + BOUNDARY + "--\r\n").toString();
    }
}
