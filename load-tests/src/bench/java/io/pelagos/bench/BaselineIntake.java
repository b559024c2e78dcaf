package io.pelagos.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The baseline of R3: one lead of a webhook is one statement and one commit, into the product's own tables. */
final class BaselineIntake {
    private static final String SQL = Resources.text("baseline-intake.sql");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PhoneNumberUtil PHONES = PhoneNumberUtil.getInstance();
    private static final HexFormat HEX = HexFormat.of();

    private final Pool pool;
    private final Sealing sealing;
    private final Mac mac;
    private long id = System.currentTimeMillis() << 22;

    BaselineIntake(Pool pool, Sealing sealing) {
        this.pool = pool;
        this.sealing = sealing;
        try {
            this.mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(TestTenant.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks HMAC", e);
        }
    }

    /** Whether the signature was right; completed after the commit. A duplicate is accepted and writes nothing. */
    Future<Boolean> accept(byte[] body, String signature) {
        try {
            boolean proven = MessageDigest.isEqual(mac.doFinal(body), HEX.parseHex(signature));
            return proven ? store(JSON.readTree(body)) : Future.succeededFuture(false);
        } catch (IOException | NumberParseException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Boolean> store(JsonNode form) throws IOException, NumberParseException {
        String phone =
                PHONES.format(PHONES.parse(form.path("phone").asText(), "CN"), PhoneNumberUtil.PhoneNumberFormat.E164);
        ObjectNode personal = JSON.createObjectNode();
        personal.putObject("contact")
                .put("name", form.path("name").asText())
                .put("email", form.path("email").asText())
                .put("phone", phone);
        personal.putObject("attributes")
                .put("form_id", form.path("form_id").asText())
                .put("city", form.path("city").asText())
                .put("question", form.path("question").asText());
        personal.put("external_id", form.path("external_id").asText());
        Sealing.Sealed sealed = sealing.seal(JSON.writeValueAsBytes(personal));
        JsonObject source = new JsonObject()
                .put("campaign", form.path("source").path("campaign").asText())
                .put("ad", form.path("source").path("ad").asText());
        String line =
                "{\"actor\":\"channel:signed\",\"reason\":null,\"from\":{},\"to\":{\"state\":\"pooled\",\"pool\":\""
                        + BaselineServer.POOL + "\"},\"data\":{\"channel\":\"signed\"}}";
        long lead = ++id;
        Tuple arguments = Tuple.of(BaselineServer.TENANT, lead, BaselineServer.POOL, "signed")
                .addBuffer(
                        Buffer.buffer(sealing.hash('x', form.path("external_id").asText())))
                .addBuffer(Buffer.buffer(sealing.hash('p', phone)))
                .addValue(new JsonObject().put("score", 0).put("tags", new JsonArray()))
                .addBuffer(Buffer.buffer(sealed.wrappedKey()))
                .addBuffer(Buffer.buffer(sealed.sealed()))
                .addValue(source)
                .addLong(lead)
                .addBuffer(Buffer.buffer(line));
        return pool.preparedQuery(SQL).execute(arguments).map(rows -> true);
    }
}
