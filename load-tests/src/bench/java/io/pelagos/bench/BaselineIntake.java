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
import java.security.MessageDigest;

/** The baseline of R3: one lead of a webhook is one statement and one commit, into the product's own tables. */
final class BaselineIntake {
    private static final String SQL = Resources.text("baseline-intake.sql");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PhoneNumberUtil PHONES = PhoneNumberUtil.getInstance();
    private static final byte[] SECRET = TestTenant.SECRET.getBytes(StandardCharsets.UTF_8);

    private final Pool pool;
    private final Sealing sealing;
    private long id = System.currentTimeMillis() << 22;

    BaselineIntake(Pool pool, Sealing sealing) {
        this.pool = pool;
        this.sealing = sealing;
    }

    /** Whether the key in the body was right; completed after the commit. A duplicate is accepted and writes nothing. */
    Future<Boolean> accept(byte[] body) {
        try {
            JsonNode form = JSON.readTree(body);
            byte[] key = form.path("google_key").asText().getBytes(StandardCharsets.UTF_8);
            return MessageDigest.isEqual(SECRET, key) ? store(form) : Future.succeededFuture(false);
        } catch (IOException | NumberParseException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Boolean> store(JsonNode form) throws IOException, NumberParseException {
        ObjectNode contact = JSON.createObjectNode();
        String phone = "";
        for (JsonNode column : form.path("user_column_data")) {
            String value = column.path("string_value").asText();
            switch (column.path("column_id").asText()) {
                case "FULL_NAME" -> contact.put("name", value);
                case "EMAIL" -> contact.put("email", value);
                case "PHONE_NUMBER" -> {
                    phone = PHONES.format(PHONES.parse(value, "CN"), PhoneNumberUtil.PhoneNumberFormat.E164);
                    contact.put("phone", phone);
                }
                default -> {}
            }
        }
        ObjectNode personal = JSON.createObjectNode();
        personal.set("contact", contact);
        personal.putObject("attributes").put("form_id", form.path("form_id").asText());
        personal.put("external_id", form.path("lead_id").asText());
        Sealing.Sealed sealed = sealing.seal(JSON.writeValueAsBytes(personal));
        JsonObject source = new JsonObject()
                .put("campaign", form.path("campaign_id").asText())
                .put("click_id", form.path("gcl_id").asText());
        String line =
                "{\"actor\":\"channel:google\",\"reason\":null,\"from\":{},\"to\":{\"state\":\"pooled\",\"pool\":\""
                        + BaselineServer.POOL + "\"},\"data\":{\"channel\":\"google\"}}";
        long lead = ++id;
        Tuple arguments = Tuple.of(BaselineServer.TENANT, lead, BaselineServer.POOL, "google")
                .addBuffer(Buffer.buffer(sealing.hash('x', form.path("lead_id").asText())))
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
