package io.pelagos.alert;

import io.pelagos.team.Document;
import io.pelagos.team.Section;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of alerts: the group of a messenger, another system, or people by mail.
 *
 * @param language {@code zh} or {@code en}; null: what suits the firm's time zone
 * @param to addresses, of mail only
 * @param url where messages go, sealed: that of a messenger is all that it takes to write to its group; null for mail
 * @param secret what signs, sealed; null for nothing
 */
public record AlertTarget(
        String id,
        @Nullable String name,
        String kind,
        boolean enabled,
        @Nullable String language,
        List<String> to,
        @Nullable String url,
        @Nullable String secret) {
    /** Of one tenant. */
    public static final int COUNT_MAX = 50;

    public static final String WECOM = "wecom";
    public static final String DINGTALK = "dingtalk";
    public static final String FEISHU = "feishu";
    public static final String SLACK = "slack";
    public static final String WEBHOOK = "webhook";
    public static final String EMAIL = "email";

    private static final List<String> KINDS = List.of(WECOM, DINGTALK, FEISHU, SLACK, WEBHOOK, EMAIL);
    /** Those whose messages can be signed. */
    private static final List<String> SIGNED = List.of(DINGTALK, FEISHU, WEBHOOK);

    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,189}");
    private static final int TO_MAX = 20;
    /** Sealed it is longer than what was written. */
    private static final int SEALED_MAX = 8_000;

    /** Section {@code alert-target} of a tenant's configuration; secrets as {@link TargetSecrets} stores them. */
    public static final Section<AlertTarget> ALERT_TARGET =
            new Section<>("alert-target", (id, json) -> Document.read(json, document -> read(id, document)));

    private static AlertTarget read(String id, Document document) {
        String kind = document.choice("kind", KINDS, null);
        boolean mail = kind.equals(EMAIL);
        if (mail && document.has("url")) {
            document.fault("url", "is not for mail");
        }
        if (!SIGNED.contains(kind) && document.has("secret")) {
            document.fault("secret", "is for dingtalk, feishu and webhook");
        }
        return new AlertTarget(
                id,
                document.optionalText("name", 100),
                kind,
                document.flag("enabled", true),
                document.has("language") ? document.choice("language", List.of("zh", "en"), "en") : null,
                to(document, mail),
                mail ? document.optionalText("url", SEALED_MAX) : document.text("url", SEALED_MAX),
                document.optionalText("secret", SEALED_MAX));
    }

    private static List<String> to(Document document, boolean mail) {
        List<String> to = document.texts("to", TO_MAX, 254);
        for (int i = 0; i < to.size(); i++) {
            if (!ADDRESS.matcher(to.get(i)).matches()) {
                document.fault("to/" + i, "must be an address such as ops@example.com");
            }
        }
        if (mail == to.isEmpty() && !document.faulty("to")) {
            document.fault("to", mail ? "must name an address" : "is for mail");
        }
        return List.copyOf(to);
    }

    boolean mail() {
        return kind.equals(EMAIL);
    }
}
