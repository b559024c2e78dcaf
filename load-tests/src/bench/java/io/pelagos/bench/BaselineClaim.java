package io.pelagos.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** The baseline of R2: one claim is one statement with FOR UPDATE SKIP LOCKED and one commit. */
final class BaselineClaim {
    private static final String SQL = Resources.text("baseline-claim.sql");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");
    private static final int QUOTA = 1_000_000;
    private static final int CAP = 1_000_000;

    private final Pool pool;
    private final Sealing sealing;
    private long transition = System.currentTimeMillis() << 22;

    BaselineClaim(Pool pool, Sealing sealing) {
        this.pool = pool;
        this.sealing = sealing;
    }

    /** The answer's body, or null when there is nothing to claim. */
    Future<Buffer> next(String poolId, String agent) {
        // The line as the journal keeps it: from where to where.
        String line = "{\"actor\":\"" + agent + "\",\"reason\":null,\"from\":{\"state\":\"pooled\",\"pool\":\"" + poolId
                + "\",\"owner\":null},\"to\":{\"state\":\"owned\",\"pool\":\"" + poolId + "\",\"owner\":\"" + agent
                + "\"},\"data\":{}}";
        Tuple arguments = Tuple.of(BaselineServer.TENANT, poolId, agent, null, QUOTA, CAP)
                .addLong(++transition)
                .addBuffer(Buffer.buffer(line));
        return pool.preparedQuery(SQL)
                .execute(arguments)
                .map(rows -> rows.size() == 0 ? null : answer(rows.iterator().next(), poolId, agent));
    }

    private Buffer answer(Row row, String poolId, String agent) {
        byte[] personal = sealing.open(
                row.getBuffer("key").getBytes(), row.getBuffer("sealed").getBytes());
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("claims");
            writeLead(json, row, poolId, agent, JSON.readTree(personal));
            json.writeEndArray();
            json.writeArrayFieldStart("quotas");
            OffsetDateTime hour = row.getOffsetDateTime("claimed_at").truncatedTo(ChronoUnit.HOURS);
            writeQuota(json, poolId, "hour", QUOTA, row.getInteger("used"), time(hour.plusHours(1)));
            writeQuota(json, poolId, "owned", CAP, row.getInteger("owned"), null);
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(out.toByteArray());
    }

    /** The fields of the contract's lead. */
    private static void writeLead(JsonGenerator json, Row row, String poolId, String agent, JsonNode personal)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("id", Long.toString(row.getLong("id")));
        json.writeStringField("state", "owned");
        json.writeStringField("pool", poolId);
        json.writeStringField("channel", row.getString("channel"));
        json.writeStringField("owner", agent);
        json.writeNumberField("version", row.getInteger("version"));
        json.writeFieldName("contact");
        json.writeTree(personal.get("contact"));
        json.writeBooleanField("masked", false);
        json.writeFieldName("source");
        json.writeRawValue(row.getString("source"));
        JsonNode facts = JSON.readTree(row.getString("facts"));
        json.writeStringField("grade", facts.path("grade").textValue());
        json.writeFieldName("score");
        json.writeTree(facts.path("score"));
        json.writeFieldName("tags");
        json.writeTree(facts.path("tags"));
        json.writeFieldName("attributes");
        json.writeTree(personal.path("attributes"));
        json.writeNumberField("rounds", row.getInteger("rounds"));
        json.writeStringField("created_at", time(row.getOffsetDateTime("created_at")));
        json.writeStringField("entered_pool_at", time(row.getOffsetDateTime("entered_at")));
        json.writeStringField("claimed_at", time(row.getOffsetDateTime("claimed_at")));
        json.writeNullField("last_followup_at");
        json.writeNullField("won_at");
        json.writeNullField("nurture_until");
        json.writeNullField("deadline");
        json.writeEndObject();
    }

    private static void writeQuota(JsonGenerator json, String poolId, String window, int max, int used, String resetsAt)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("pool", poolId);
        json.writeStringField("window", window);
        json.writeNumberField("max", max);
        json.writeNumberField("used", used);
        json.writeStringField("resets_at", resetsAt);
        json.writeEndObject();
    }

    private static String time(OffsetDateTime at) {
        return TIME.format(at.withOffsetSameInstant(ZoneOffset.UTC));
    }
}
