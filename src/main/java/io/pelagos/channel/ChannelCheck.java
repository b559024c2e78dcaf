package io.pelagos.channel;

import io.pelagos.team.Fault;
import io.pelagos.team.Tenant;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;

/**
 * What is wrong with a channel that can be read, but could not work as it says. Asked when somebody writes one, not when
 * one is read: a rule that is new must not cost a channel that is there its leads.
 */
public final class ChannelCheck {
    static final String NO_PATH = "must be a path such as a.b, a[0] or a[name=EMAIL].value";

    /** What the proofs use that are no signatures. */
    private static final Map<String, Set<String>> PROOFS = Map.of(
            "none", Set.of("type"),
            "standard-webhooks", Set.of("type"),
            "basic", Set.of("type", "name"),
            "shared", Set.of("type", "name", "in"));

    private final Channel channel;
    private final List<Fault> faults = new ArrayList<>();

    private ChannelCheck(Channel channel) {
        this.channel = channel;
    }

    /**
     * All faults of a channel.
     *
     * @param secrets of the channel, opened
     * @param written what somebody has written: what was kept from before is none of his faults
     */
    public static List<Fault> faults(Channel channel, Credentials secrets, Tenant tenant, JsonObject written) {
        ChannelCheck check = new ChannelCheck(channel);
        check.secret(secrets);
        check.proof(written);
        check.credentials(written);
        check.paths();
        check.grade(tenant);
        check.routing(tenant);
        Pull pull = channel.settings().pull();
        if (pull != null) {
            new PullCheck(pull, (name, detail) -> check.fault("/settings/pull/" + name, detail)).check();
        }
        return check.faults;
    }

    private void fault(String pointer, String detail) {
        faults.add(new Fault(pointer, detail));
    }

    private void secret(Credentials secrets) {
        String secret = secrets.secret();
        Proof.Kind kind = channel.proof().kind();
        boolean signs = kind == Proof.Kind.STANDARD_WEBHOOKS
                || (kind == Proof.Kind.USUAL && secret != null && secret.startsWith(WebhookSignature.PREFIX));
        if (signs && secret != null && !WebhookSignature.holdsKey(secret)) {
            fault("/secret", "must be whsec_ and the base64 of a key, as Standard Webhooks asks");
        }
    }

    private void proof(JsonObject written) {
        if (written.getValue("auth") instanceof JsonObject auth) {
            String type = String.valueOf(auth.getValue("type"));
            Set<String> used = PROOFS.getOrDefault(type, auth.fieldNames());
            for (String name : auth.fieldNames()) {
                if (auth.getValue(name) != null && !used.contains(name)) {
                    fault("/auth/" + name, "is not for the type " + type);
                }
            }
        }
        Proof proof = channel.proof();
        if (proof.kind() == Proof.Kind.SHARED && proof.place() == Proof.Place.BODY && !JsonPath.isPath(proof.name())) {
            fault("/auth/name", NO_PATH);
        }
        for (String text : signed()) {
            Matcher place = Signature.PLACE.matcher(text);
            while (place.find()) {
                if (place.group(2) != null && !JsonPath.isPath(place.group(2))) {
                    fault("/auth/signed", "must name in {body.PATH} a path such as a.b or a[0]");
                }
            }
        }
    }

    private List<String> signed() {
        Signature signature = channel.proof().signature();
        return signature == null ? List.of() : signature.signed();
    }

    private void credentials(JsonObject written) {
        if (!(written.getValue("credentials") instanceof JsonObject named)) {
            return;
        }
        Set<String> used = usedCredentials();
        for (String name : named.fieldNames()) {
            boolean given = named.getValue(name) instanceof String text && !text.isEmpty();
            if (given && !used.contains(name)) {
                fault("/credentials/" + name, "is not used by this type of channel, nor by what it signs");
            }
        }
    }

    private Set<String> usedCredentials() {
        Set<String> used = new HashSet<>(
                switch (channel.type()) {
                    case META -> Set.of("verify_token", "page_token");
                    case LINKEDIN -> Set.of("access_token");
                    case KUAISHOU, TENCENT, OCEANENGINE -> Set.of("token");
                    case GENERIC, GOOGLE, TIKTOK, BAIDU, CALLS -> Set.of();
                });
        Signature signature = channel.proof().signature();
        boolean list = signature != null && signature.form() == Signature.Form.LIST;
        if (list || signed().stream().anyMatch(text -> text.contains("{token}"))) {
            used.add("token");
        }
        return used;
    }

    private void paths() {
        channel.mapping().paths().forEach((field, path) -> path(field.text(), path));
        channel.calls().paths().forEach((field, path) -> path(field.text(), path));
        String list = channel.settings().list();
        if (list != null && !JsonPath.isPath(list)) {
            fault("/settings/list", NO_PATH);
        }
    }

    private void path(String field, String path) {
        if (!JsonPath.isPath(path)) {
            fault("/mapping", "the path of " + field + " " + NO_PATH);
        }
    }

    private void grade(Tenant tenant) {
        if (!tenant.words().knowsGrade(channel.mapping().defaults().get(LeadField.GRADE))) {
            fault("/mapping/grade", "is not a grade of this firm");
        }
    }

    private void routing(Tenant tenant) {
        List<Routing.Rule> rules = channel.routing().rules();
        for (int i = 0; i < rules.size(); i++) {
            for (String field : rules.get(i).when().ownFields()) {
                if (!tenant.fields().containsKey(field)) {
                    fault("/routing/" + i + "/when", "looks at a field that the firm does not have");
                }
            }
        }
    }
}
