package io.pelagos.http;

import io.pelagos.channel.Channel;
import io.pelagos.deadletter.DeadLetter;
import io.pelagos.deadletter.DeadLetters;
import io.pelagos.deadletter.LetterBody;
import io.pelagos.deadletter.LetterReplay;
import io.pelagos.lead.Rfc3339;
import io.pelagos.privacy.Reads;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** Deliveries that could not be taken: listed, looked at, replayed, thrown away. */
final class DeadLetterRoutes {
    private static final String ALL = "/channels/{channel}/dead-letters";
    private static final String ONE = ALL + "/{letter}";

    private final DeadLetters letters;
    private final LetterReplay replay;
    private final ConfigWrites writes;
    private final Reads reads;

    DeadLetterRoutes(ChannelDesk desk, ConfigWrites writes, Reads reads) {
        this.reads = reads;
        this.letters = desk.letters();
        this.replay = desk.replay();
        this.writes = writes;
    }

    void register(Api api) {
        api.route(HttpMethod.GET, ALL, Access.OVERSEERS, this::list);
        api.route(HttpMethod.GET, ONE, Access.MANAGERS, this::read);
        api.route(HttpMethod.DELETE, ONE, Access.MANAGERS, this::delete);
        api.route(HttpMethod.POST, ONE + "/replay", Access.MANAGERS, this::replay);
        api.route(HttpMethod.POST, ALL + ":replay", Access.MANAGERS, this::replayAll);
    }

    private static Channel channel(Call call) {
        Channel channel = call.tenant().get(Channel.CHANNEL, call.path("channel"));
        if (channel == null) {
            throw Problem.NOT_FOUND.refusal();
        }
        return channel;
    }

    private Future<Answer> list(Call call) {
        String channel = channel(call).id();
        call.onlyQuery(Set.of("limit", "cursor"), "is not a parameter of this list");
        long before = call.cursor(Long.MAX_VALUE);
        int limit = call.limit();
        return letters.page(call.tenant().no(), channel, before == 0 ? Long.MAX_VALUE : before, limit + 1)
                .map(found -> Answer.list(
                        json(found.subList(0, Math.min(limit, found.size()))),
                        found.size() > limit
                                ? Long.toString(found.get(limit - 1).id())
                                : null));
    }

    private Future<DeadLetters.Whole> find(Call call) {
        return letters.find(call.tenant().no(), channel(call).id(), LeadIds.parse(call.path("letter")))
                .map(found -> {
                    if (found == null) {
                        throw Problem.NOT_FOUND.refusal();
                    }
                    return found;
                });
    }

    private Future<Answer> read(Call call) {
        // There may be contact data in it, so it is noted who has looked.
        return find(call).compose(found -> reads.note(
                        call.tenant().no(),
                        call.principal().id(),
                        "dead_letter",
                        found.letter().channel() + "/" + found.letter().id(),
                        List.of())
                .map(noted -> Answer.ok(whole(found))));
    }

    private Future<Answer> delete(Call call) {
        String channel = channel(call).id();
        long id = LeadIds.parse(call.path("letter"));
        return writes.once(
                call, transaction -> letters.delete(transaction, call.tenant().no(), channel, id)
                        .map(deleted -> {
                            if (!deleted) {
                                throw Problem.NOT_FOUND.refusal();
                            }
                            return Answer.none();
                        }));
    }

    private Future<Answer> replay(Call call) {
        call.body(d -> true);
        Channel channel = channel(call);
        return writes.onceOrAgain(call, () -> find(call).compose(found -> {
            if (!found.letter().replayable()) {
                throw Problem.conflict("not-replayable", "The delivery cannot be read again")
                        .detail(
                                found.letter().cut()
                                        ? "Only its beginning is kept"
                                        : "Its sender had not proven itself, and the proof is not kept")
                        .refusal();
            }
            return replay.one(call.tenant(), channel, found).map(letter -> Answer.ok(json(letter)));
        }));
    }

    private Future<Answer> replayAll(Call call) {
        record Wanted(long after, int limit) {}
        Channel channel = channel(call);
        Wanted wanted = call.body(d -> {
            Long after = LeadIds.read(d, "after");
            return new Wanted(after == null ? 0 : after, (int)
                    d.integer("limit", 1, LetterReplay.PAGE_MAX, LetterReplay.PAGE_MAX));
        });
        return writes.onceOrAgain(call, () -> replay.all(call.tenant(), channel, wanted.after, wanted.limit)
                .map(page -> Answer.list(
                        json(page.letters()),
                        page.next() == null ? null : page.next().toString())));
    }

    private static JsonArray json(List<DeadLetter> letters) {
        JsonArray items = new JsonArray();
        letters.forEach(letter -> items.add(json(letter)));
        return items;
    }

    private static JsonObject json(DeadLetter letter) {
        return new JsonObject()
                .put("id", Long.toString(letter.id()))
                .put("channel", letter.channel())
                .put("at", Rfc3339.text(letter.atMillis()))
                .put("status", letter.status())
                .put("reason", letter.reason())
                .put("media_type", letter.mediaType())
                .put("size_bytes", letter.sizeBytes())
                .put("cut", letter.cut())
                .put("replayable", letter.replayable())
                .put("tried_at", Times.text(letter.triedAtMillis()))
                .put("replayed_at", Times.text(letter.replayedAtMillis()))
                .put("outcome", letter.outcome());
    }

    private static JsonObject whole(DeadLetters.Whole whole) {
        LetterBody body = whole.body();
        JsonObject json =
                json(whole.letter()).put("headers", fields(body.headers())).put("query", fields(body.query()));
        try {
            return json.put(
                            "body",
                            StandardCharsets.UTF_8
                                    .newDecoder()
                                    .decode(ByteBuffer.wrap(body.body()))
                                    .toString())
                    .put("encoding", "utf-8");
        } catch (CharacterCodingException e) {
            return json.put("body", Base64.getEncoder().encodeToString(body.body()))
                    .put("encoding", "base64");
        }
    }

    private static JsonObject fields(MultiMap map) {
        JsonObject fields = new JsonObject();
        map.names().forEach(name -> fields.put(name, new JsonArray(map.getAll(name))));
        return fields;
    }
}
