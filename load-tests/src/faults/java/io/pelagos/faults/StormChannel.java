package io.pelagos.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The channel that a storm comes through: each delivery is signed. */
record StormChannel(String hook) {
    static final String ID = "storm";
    static final String SIGNATURE = "X-Signature";
    private static final String SECRET = "the storm's secret, which signs each delivery";

    /** Made at the first node; waits until all know it. */
    static StormChannel setUp(Api api, List<Node> nodes, Firm firm) {
        ObjectNode channel = Api.JSON
                .createObjectNode()
                .put("id", ID)
                .put("type", "generic")
                .put("name", "Storm")
                .put("pool", Rules.FREE)
                .put("secret", SECRET)
                .put("default_region", "CN");
        channel.putObject("auth").put("type", "hmac-sha256").put("name", SIGNATURE);
        channel.putObject("mapping")
                .put("external_id", "id")
                .put("name", "name")
                .put("phone", "phone");
        JsonNode made = api.must(nodes.get(0), "POST", "/api/v1/channels", firm.token(Firm.MANAGER), channel);
        firm.awaitKnown(api, nodes, "/channels/" + ID);
        return new StormChannel(made.path("hook_url").asText());
    }

    /** The lead with this number, always in the same words. */
    static String body(int lead) {
        return Api.JSON
                .createObjectNode()
                .put("id", "storm-" + lead)
                .put("name", "Storm 风暴 " + lead)
                .put("phone", "+86138" + String.format("%08d", lead))
                .toString();
    }

    static String signature(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
