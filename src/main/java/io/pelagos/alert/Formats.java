package io.pelagos.alert;

import io.pelagos.channel.Secrets;
import io.pelagos.channel.WebhookSignature;
import io.pelagos.lead.Rfc3339;
import io.pelagos.platform.GuardedClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Letters in the form that each messenger takes, and what its answers mean. After the pages of their makers on robots of
 * groups (WeCom: group robots; DingTalk: custom robots, signed; Feishu: custom bots, signed; Slack: incoming webhooks).
 */
final class Formats {
    private static final int ANSWER_MAX_BYTES = 4_096;
    private static final int ERROR_CHARACTERS_MAX = 200;

    private Formats() {}

    /** @param nowMillis of the world's clock, by which signatures are judged */
    static GuardedClient.Request request(
            AlertTarget target, TargetSecrets.Opened opened, Letter letter, String firm, long nowMillis) {
        Map<String, String> headers = new HashMap<>();
        headers.put("content-type", "application/json; charset=utf-8");
        headers.put("user-agent", "Pelagos");
        String url = opened.url();
        String secret = opened.secret();
        byte[] body =
                body(target.kind(), letter, secret, firm, nowMillis).toBuffer().getBytes();
        if (target.kind().equals(AlertTarget.DINGTALK) && secret != null) {
            url += (url.contains("?") ? "&" : "?") + "timestamp=" + nowMillis + "&sign="
                    + URLEncoder.encode(dingtalkSign(secret, nowMillis), StandardCharsets.UTF_8);
        } else if (target.kind().equals(AlertTarget.WEBHOOK) && secret != null) {
            long seconds = nowMillis / 1_000;
            headers.put(WebhookSignature.ID, letter.id());
            headers.put(WebhookSignature.TIMESTAMP, Long.toString(seconds));
            headers.put(WebhookSignature.SIGNATURE, WebhookSignature.of(secret, letter.id(), seconds, body));
        }
        return new GuardedClient.Request("POST", URI.create(url), headers, Buffer.buffer(body), ANSWER_MAX_BYTES);
    }

    private static JsonObject body(String kind, Letter letter, @Nullable String secret, String firm, long nowMillis) {
        return switch (kind) {
            case AlertTarget.WECOM ->
                new JsonObject()
                        .put("msgtype", "markdown")
                        .put("markdown", new JsonObject().put("content", markdown(letter, "\n> ")));
            case AlertTarget.DINGTALK ->
                new JsonObject()
                        .put("msgtype", "markdown")
                        .put(
                                "markdown",
                                new JsonObject().put("title", letter.title()).put("text", markdown(letter, "\n\n> ")));
            case AlertTarget.FEISHU -> feishu(letter, secret, nowMillis);
            case AlertTarget.SLACK -> new JsonObject().put("text", slack(letter));
            default -> webhook(letter, firm, nowMillis);
        };
    }

    private static String markdown(Letter letter, String line) {
        StringBuilder text = new StringBuilder("### ").append(plain(letter.title()));
        letter.lines().forEach(one -> text.append(line).append(plain(one)));
        if (!letter.link().isEmpty()) {
            text.append("\n\n[")
                    .append(letter.linkText())
                    .append("](")
                    .append(letter.link())
                    .append(')');
        }
        return text.toString();
    }

    /** Names that people have chosen must neither call anybody nor lead anywhere. */
    private static String plain(String text) {
        return text.replace('<', '\uFF1C')
                .replace('>', '\uFF1E')
                .replace('[', '\uFF3B')
                .replace(']', '\uFF3D')
                .replace('@', '\uFF20');
    }

    private static JsonObject feishu(Letter letter, @Nullable String secret, long nowMillis) {
        String colour = letter.ends()
                ? "green"
                : switch (letter.severity()) {
                    case "critical" -> "red";
                    case "warning" -> "orange";
                    default -> "blue";
                };
        JsonArray elements = new JsonArray()
                .add(new JsonObject().put("tag", "div").put("text", plainText(String.join("\n", letter.lines()))));
        if (!letter.link().isEmpty()) {
            elements.add(new JsonObject()
                    .put("tag", "action")
                    .put(
                            "actions",
                            new JsonArray()
                                    .add(new JsonObject()
                                            .put("tag", "button")
                                            .put("text", plainText(letter.linkText()))
                                            .put("type", "default")
                                            .put("url", letter.link()))));
        }
        JsonObject card = new JsonObject()
                .put(
                        "header",
                        new JsonObject().put("title", plainText(letter.title())).put("template", colour))
                .put("elements", elements);
        JsonObject body = new JsonObject();
        if (secret != null) {
            long seconds = nowMillis / 1_000;
            body.put("timestamp", Long.toString(seconds)).put("sign", feishuSign(secret, seconds));
        }
        return body.put("msg_type", "interactive").put("card", card);
    }

    private static JsonObject plainText(String content) {
        return new JsonObject().put("tag", "plain_text").put("content", content);
    }

    private static String slack(Letter letter) {
        String text = "*" + escaped(letter.title()) + "*\n" + escaped(String.join("\n", letter.lines()));
        return letter.link().isEmpty() ? text : text + "\n<" + letter.link() + "|" + letter.linkText() + ">";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static JsonObject webhook(Letter letter, String firm, long nowMillis) {
        JsonObject message = letter.message();
        return new JsonObject()
                .put("type", "alert." + message.getString("event"))
                .put("timestamp", Rfc3339.text(nowMillis))
                .put(
                        "data",
                        new JsonObject()
                                .put("tenant", firm)
                                .put("severity", letter.severity())
                                .put("rule", message.getString("rule"))
                                .put("title", letter.title())
                                .put("lines", new JsonArray(letter.lines()))
                                .put("link", letter.link().isEmpty() ? null : letter.link())
                                .put("alert", message.getValue("alert")));
    }

    /** The secret signs the time and itself. */
    static String dingtalkSign(String secret, long nowMillis) {
        return base64(Secrets.hmacSha256(bytes(secret), bytes(nowMillis + "\n" + secret)));
    }

    /** Time and secret sign nothing. */
    static String feishuSign(String secret, long nowSeconds) {
        return base64(Secrets.hmacSha256(bytes(nowSeconds + "\n" + secret), new byte[0]));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Why an answer is a failure; null when it is none. Messengers say 200 to what they do not take. */
    static @Nullable String fault(String kind, GuardedClient.Reply reply) {
        if (reply.status() < 200 || reply.status() >= 300) {
            return "status " + reply.status();
        }
        return switch (kind) {
            case AlertTarget.WECOM, AlertTarget.DINGTALK -> fault(reply, "errcode", "errmsg");
            case AlertTarget.FEISHU -> fault(reply, "code", "msg");
            default -> null;
        };
    }

    private static @Nullable String fault(GuardedClient.Reply reply, String code, String words) {
        JsonObject answer;
        try {
            answer = reply.body().toJsonObject();
        } catch (RuntimeException e) {
            return "an answer that is no JSON";
        }
        // Older bots of Feishu name it otherwise.
        Object said = answer.getValue(code, answer.getValue("StatusCode"));
        return said instanceof Number number && number.intValue() == 0
                ? null
                : cut(code + " " + said + ": " + answer.getValue(words, ""), ERROR_CHARACTERS_MAX);
    }

    /** Without what cannot be stored or shown. */
    static String cut(String text, int max) {
        String clean = text.replaceAll("[\\p{Cntrl}\\p{Cs}]", " ").strip();
        return clean.length() <= max ? clean : clean.substring(0, max);
    }
}
