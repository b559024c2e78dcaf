package io.pelagos.http;

import com.github.f4b6a3.tsid.TsidCreator;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers of requests that change no lead, remembered for a day under their Idempotency-Key and sealed,
 * as they may hold a token. The row is made before the work, in the same transaction: a second request
 * with the key waits for the first one's commit, and a failure leaves nothing behind.
 */
final class Remembered {
    private static final String BEGIN = """
            insert into request (key, tenant, body, transition) values ($1, $2, $3, $4)
            on conflict (key) do update set
              tenant = excluded.tenant, body = excluded.body, transition = excluded.transition, answer = null,
              leads = '{}', versions = '{}', at = now()
            where request.at < now() - interval '24 hours'""";
    private static final String FIND =
            "select tenant, body, answer from request where key = $1 and at >= now() - interval '24 hours'";
    private static final String END = "update request set answer = $2 where key = $1";

    private final Sealer sealer;

    Remembered(Sealer sealer) {
        this.sealer = sealer;
    }

    Future<Answer> orDo(SqlConnection transaction, Call call, Supplier<Future<Answer>> work) {
        byte[] hash = call.keyHash();
        if (hash == null) {
            return work.get();
        }
        // The bootstrap token names a tenant that it may still have to make.
        int tenant = call.hasTenant() ? call.tenant().no() : Sealer.SERVER;
        Buffer key = Buffer.buffer(hash);
        Buffer body = Buffer.buffer(call.bodyHash());
        Tuple begin = Tuple.of(key, tenant, body, TsidCreator.getTsid().toLong());
        return transaction.preparedQuery(BEGIN).execute(begin).compose(begun -> {
            if (begun.rowCount() == 0) {
                return known(transaction, call).map(answer -> {
                    if (answer == null) {
                        throw Problem.NOT_READY.refusal(); // Cleaned up between the two statements.
                    }
                    return answer;
                });
            }
            return work.get().compose(answer -> transaction
                    .preparedQuery(END)
                    .execute(Tuple.of(key, Buffer.buffer(sealer.seal(tenant, encode(answer)))))
                    .map(answer));
        });
    }

    /** The answer of then; null for a request without a key, or with one that nobody has used. */
    Future<@Nullable Answer> known(SqlConnection connection, Call call) {
        byte[] hash = call.keyHash();
        if (hash == null) {
            return Future.succeededFuture(null);
        }
        return connection
                .preparedQuery(FIND)
                .execute(Tuple.of(Buffer.buffer(hash)))
                .map(rows -> {
                    if (rows.rowCount() == 0) {
                        return null;
                    }
                    Row row = rows.iterator().next();
                    Buffer answer = row.getBuffer("answer");
                    if (answer == null || !Arrays.equals(row.getBuffer("body").getBytes(), call.bodyHash())) {
                        throw Problem.of(
                                        "idempotency-key-reused",
                                        422,
                                        "This Idempotency-Key was used for another request")
                                .refusal();
                    }
                    // With the keys that sealed it: a tenant may have come into being since.
                    byte[] open = sealer.open(row.getInteger("tenant"), answer.getBytes());
                    return decode(open).header("Idempotent-Replayed", "true");
                });
    }

    private static byte[] encode(Answer answer) {
        JsonObject headers = new JsonObject();
        answer.headers().forEach(headers::put);
        return new JsonObject()
                .put("status", answer.status())
                .put("type", answer.type())
                .put("headers", headers)
                .put("body", answer.body().toString(StandardCharsets.UTF_8))
                .encode()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Answer decode(byte[] bytes) {
        JsonObject json = new JsonObject(Buffer.buffer(bytes));
        Map<String, String> headers = new HashMap<>();
        json.getJsonObject("headers").forEach(header -> headers.put(header.getKey(), (String) header.getValue()));
        return new Answer(
                json.getInteger("status"), Buffer.buffer(json.getString("body")), json.getString("type"), headers);
    }
}
