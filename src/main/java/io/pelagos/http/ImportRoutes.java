package io.pelagos.http;

import io.pelagos.channel.Channel;
import io.pelagos.exchange.BadFile;
import io.pelagos.exchange.Columns;
import io.pelagos.exchange.ErrorFile;
import io.pelagos.exchange.Format;
import io.pelagos.exchange.Import;
import io.pelagos.exchange.ImportStore;
import io.pelagos.exchange.Imports;
import io.pelagos.exchange.Pipe;
import io.pelagos.exchange.Source;
import io.pelagos.exchange.Uploads;
import io.pelagos.lead.Phones;
import io.pelagos.lead.Rfc3339;
import io.pelagos.pool.Pool;
import io.pelagos.privacy.Reads;
import io.pelagos.team.Durations;
import io.pelagos.team.Role;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.WriteStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** Leads that come in files: uploads, how far they are, what of them were no leads. */
public final class ImportRoutes {
    private static final Set<Role> IMPORTERS = Set.of(Role.ADMIN, Role.MANAGER, Role.INTEGRATION);
    /** The file of errors holds rows as they came: it is not for those who see contacts masked. */
    private static final Set<Role> WATCHERS = Set.of(Role.ADMIN, Role.MANAGER, Role.INTEGRATION, Role.AUDITOR);

    private static final Set<String> PARAMETERS = Set.of("pool", "channel", "mapping", "region", "grace");
    private static final int MAPPING_CHARACTERS_MAX = 8_000;
    private static final Duration GRACE_MAX = Duration.ofDays(365);

    private final Uploads uploads;
    private final ImportStore store;
    private final ErrorFile errors;
    private final Reads reads;

    ImportRoutes(Imports imports, Reads reads) {
        this.reads = reads;
        this.uploads = imports.uploads();
        this.store = imports.store();
        this.errors = imports.errors();
    }

    public void register(Api api) {
        api.upload("/imports", IMPORTERS, this::start);
        api.upload("/imports:preview", IMPORTERS, this::preview);
        api.route(HttpMethod.GET, "/imports", WATCHERS, this::list);
        api.route(HttpMethod.GET, "/imports/{import}", WATCHERS, this::read);
        api.route(HttpMethod.DELETE, "/imports/{import}", IMPORTERS, this::stop);
        api.route(HttpMethod.GET, "/imports/{import}/errors", IMPORTERS, this::errors);
    }

    private Future<Answer> start(Call call) {
        return receive(call, (pipe, wanted) -> uploads.store(pipe, wanted).map(stored -> {
            if (!stored.same()) {
                throw Problem.of("idempotency-key-reused", 422, "This Idempotency-Key was used for another request")
                        .refusal();
            }
            String id = Long.toString(stored.file().id());
            Answer answer = Answer.json(202, new JsonObject().put("id", id).put("status", Import.RUNNING));
            return stored.replayed() ? answer.header("Idempotent-Replayed", "true") : answer;
        }));
    }

    private Future<Answer> preview(Call call) {
        return receive(call, (pipe, wanted) -> uploads.preview(pipe, wanted).map(Answer::ok));
    }

    @FunctionalInterface
    private interface Reading {
        Future<Answer> read(Pipe pipe, Uploads.Wanted wanted);
    }

    private Future<Answer> receive(Call call, Reading reading) {
        Uploads.Wanted wanted = wanted(call);
        HttpServerRequest request = call.request();
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && length.length() < 19 && Long.parseLong(length) > uploads.maxBytes()) {
            throw Problem.TOO_LARGE.refusal();
        }
        Pipe pipe = uploads.take();
        if (pipe == null) {
            throw Problem.NOT_READY
                    .detail("As many files as allowed are being uploaded")
                    .refusal();
        }
        Future<Answer> answer = reading.read(pipe, wanted);
        connect(request, pipe);
        return answer.recover(ImportRoutes::refused);
    }

    /** No faster than it is read: the sender waits meanwhile. */
    private static void connect(HttpServerRequest request, Pipe pipe) {
        Context context = Objects.requireNonNull(Vertx.currentContext());
        pipe.onRoom(() -> context.runOnContext(room -> request.resume()));
        request.handler(part -> {
            if (!pipe.offer(part)) {
                request.pause();
            }
        });
        request.endHandler(end -> pipe.end());
        request.exceptionHandler(broken -> pipe.fail());
        if (request.response().closed()) {
            // It left before anybody listened.
            pipe.fail();
        }
        request.resume();
    }

    private static Future<Answer> refused(Throwable cause) {
        if (cause instanceof BadFile bad) {
            Problem problem =
                    bad.isTooLarge() ? Problem.TOO_LARGE : Problem.invalid("", String.valueOf(bad.getMessage()));
            return Future.failedFuture(problem.refusal());
        }
        return Future.failedFuture(cause);
    }

    private Uploads.Wanted wanted(Call call) {
        call.onlyQuery(PARAMETERS, "is not a parameter of an import");
        Source source = Source.ofType(call.contentType());
        if (source == null) {
            throw Problem.UNSUPPORTED_TYPE.refusal();
        }
        TenantConfig tenant = call.tenant();
        String channelId = call.query("channel");
        Channel channel = channelId == null ? null : tenant.get(Channel.CHANNEL, channelId);
        if (channelId != null && channel == null) {
            throw Problem.invalid("", "there is no such channel").refusal();
        }
        String asked = call.query("pool");
        String pool = asked != null ? asked : channel == null ? null : channel.pool();
        if (pool == null || tenant.get(Pool.POOL, pool) == null) {
            throw Problem.invalid("", pool == null ? "pool or channel is required" : "there is no such pool")
                    .refusal();
        }
        String region = call.query("region");
        if (region != null && !Phones.knowsRegion(region)) {
            throw Problem.invalid("", "region must be a country code such as CN")
                    .refusal();
        }
        JsonObject doc = new JsonObject()
                .put("pool", pool)
                .put("channel", channelId)
                .put("region", region == null && channel != null ? channel.defaultRegion() : region)
                .put("mapping", mapping(call))
                .put("grace_millis", graceMillis(call));
        String query = call.request().query();
        MessageDigest digest = RequestHash.streamed("POST", call.request().path(), query == null ? "" : query);
        return new Uploads.Wanted(tenant, call.principal().id(), source, doc, call.keyHash(), digest);
    }

    private static JsonObject mapping(Call call) {
        String text = call.params().get("mapping");
        if (text == null || text.isEmpty()) {
            return new JsonObject();
        }
        if (text.length() > MAPPING_CHARACTERS_MAX
                || call.params().getAll("mapping").size() > 1) {
            throw Problem.invalid("", "mapping is too long, or there twice").refusal();
        }
        JsonObject mapping = StrictJson.parse(Buffer.buffer(text));
        Columns.check(mapping, call.tenant().tenant().fields());
        return mapping;
    }

    private static long graceMillis(Call call) {
        String text = call.query("grace");
        Duration grace = text == null ? Duration.ZERO : Durations.parse(text);
        if (grace == null || grace.isNegative() || grace.compareTo(GRACE_MAX) > 0) {
            throw Problem.invalid("", "grace must be a duration such as P7D, at most a year")
                    .refusal();
        }
        return grace.toMillis();
    }

    private Future<Answer> list(Call call) {
        int limit = call.limit();
        long before = call.cursor(Long.MAX_VALUE);
        return store.list(call.tenant().no(), before == 0 ? Long.MAX_VALUE : before, limit + 1)
                .map(found -> {
                    JsonArray items = new JsonArray();
                    found.stream().limit(limit).forEach(file -> items.add(json(file)));
                    String next = found.size() > limit
                            ? Long.toString(found.get(limit - 1).id())
                            : null;
                    return Answer.list(items, next);
                });
    }

    private Future<Import> found(Call call) {
        return store.find(call.tenant().no(), LeadIds.parse(call.path("import")))
                .map(file -> {
                    if (file == null) {
                        throw Problem.NOT_FOUND.refusal();
                    }
                    return file;
                });
    }

    private Future<Answer> read(Call call) {
        return found(call).map(file -> Answer.ok(json(file)));
    }

    private Future<Answer> stop(Call call) {
        return store.delete(call.tenant().no(), LeadIds.parse(call.path("import")))
                .map(gone -> {
                    if (!gone) {
                        throw Problem.NOT_FOUND.refusal();
                    }
                    return Answer.none();
                });
    }

    private JsonObject json(Import file) {
        JsonObject doc = file.doc();
        return new JsonObject()
                .put("id", Long.toString(file.id()))
                .put("status", file.shownStatus())
                .put("format", doc.getString("format"))
                .put("pool", doc.getString("pool"))
                .put("channel", doc.getString("channel"))
                .put("encoding", doc.getString("encoding"))
                .put("delimiter", doc.getString("delimiter"))
                .put("columns", uploads.columns(file))
                .put("total", file.total())
                .put("accepted", file.accepted())
                .put("duplicate", file.duplicate())
                .put("merged", file.merged())
                .put("rejected", file.rejected())
                .put("errors_url", Api.BASE + "/imports/" + file.id() + "/errors")
                .put("actor", file.actor())
                .put("created_at", Rfc3339.text(file.createdAtMillis()));
    }

    private Future<Answer> errors(Call call) {
        // Rows that are no leads are contact data all the same.
        return found(call).compose(file -> reads.note(
                        call.tenant().no(), call.principal().id(), "import_errors", Long.toString(file.id()), List.of())
                .map(noted -> {
                    Format format = ErrorFile.format(file);
                    String name = "errors-" + file.id() + "." + format.text();
                    return Answer.stream(
                                    200,
                                    format.mediaType() + ";charset=utf-8",
                                    (out, gone) -> Pages.write(out, gone, errorPages(file)))
                            .header("Content-Disposition", "attachment; filename=\"" + name + "\"");
                }));
    }

    private Function<WriteStream<Buffer>, Future<Boolean>> errorPages(Import file) {
        int[] place = {-1};
        return out -> errors.next(file, place[0]).compose(part -> {
            Integer next = part.place();
            place[0] = next == null ? place[0] : next;
            return out.write(part.text()).map(next != null);
        });
    }
}
