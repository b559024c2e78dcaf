package io.pelagos.http;

import io.pelagos.team.Document;
import io.pelagos.team.Fault;
import io.pelagos.team.Principal;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Text;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a route sees of a request. Whatever is wrong with it is thrown as a refusal. */
public final class Call {
    private static final int MAX_LIMIT = 200;
    private static final int DEFAULT_LIMIT = 50;

    private final HttpServerRequest request;
    private final Endpoint endpoint;
    private final List<String> values;
    private final @Nullable Principal principal;
    private final @Nullable TenantConfig tenant;
    private final Buffer body;
    private final @Nullable String idempotencyKey;
    private final SessionCookie cookie;
    private @Nullable JsonObject json;
    private @Nullable Seen seen;

    Call(
            HttpServerRequest request,
            Endpoint endpoint,
            List<String> values,
            @Nullable Principal principal,
            @Nullable TenantConfig tenant,
            Buffer body,
            @Nullable String idempotencyKey,
            SessionCookie cookie) {
        this.request = request;
        this.endpoint = endpoint;
        this.values = values;
        this.principal = principal;
        this.tenant = tenant;
        this.body = body;
        this.idempotencyKey = idempotencyKey;
        this.cookie = cookie;
    }

    /** Who asks; not on open routes. */
    public Principal principal() {
        if (principal == null) {
            throw new IllegalStateException(endpoint.path() + " knows no principal");
        }
        return principal;
    }

    /** The principal's tenant, as configured when the request came in; not on open routes, nor for operators. */
    public TenantConfig tenant() {
        if (tenant == null) {
            throw new IllegalStateException(endpoint.path() + " knows no tenant");
        }
        return tenant;
    }

    boolean hasTenant() {
        return tenant != null;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** A part of the path: {@code path("pool")} for {@code /pools/{pool}}. */
    public String path(String name) {
        int i = endpoint.parameters().indexOf(name);
        if (i < 0) {
            throw new IllegalStateException(endpoint.path() + " has no parameter " + name);
        }
        return values.get(i);
    }

    /** A query parameter; null when absent or empty, refused when it is there twice. */
    public @Nullable String query(String name) {
        List<String> values = queries(name, 1);
        return values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
    }

    /** A query parameter that may be there more than once, but not more often than {@code max}. */
    public List<String> queries(String name, int max) {
        if (request.query() == null) {
            return List.of();
        }
        List<String> values = params().getAll(name);
        if (values.size() > max) {
            String often = max == 1 ? "twice" : "more than " + max + " times";
            throw Problem.invalid("", "the query parameter " + name + " is there " + often)
                    .refusal();
        }
        if (values.stream().anyMatch(value -> value.length() > 1000 || Text.fault(value) != null)) {
            throw Problem.invalid("", "the query parameter " + name + " is too long or not a text")
                    .refusal();
        }
        return values;
    }

    /** Where a list goes on that goes by numbers: after this; 0 for the beginning. */
    public long cursor(long max) {
        String text = cursor();
        if (text.isEmpty()) {
            return 0;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the refusal.
        }
        throw strangeCursor();
    }

    /** Where a list goes on that goes by several numbers: after these; none for the beginning. */
    public List<Long> cursors(int count) {
        String text = cursor();
        if (text.isEmpty()) {
            return List.of();
        }
        List<Long> numbers = new ArrayList<>(count);
        for (String part : text.split("-", count + 1)) {
            try {
                numbers.add(Long.parseLong(part));
            } catch (NumberFormatException e) {
                throw strangeCursor();
            }
        }
        if (numbers.size() != count) {
            throw strangeCursor();
        }
        return numbers;
    }

    /** Where a list goes on that goes by ids: after this; empty for the beginning. */
    public String cursorId() {
        String id = cursor();
        if (!id.isEmpty() && !Document.ID.matcher(id).matches()) {
            throw strangeCursor();
        }
        return id;
    }

    private static Refusal strangeCursor() {
        return Problem.invalid("", "cursor is not one that this list gave").refusal();
    }

    private String cursor() {
        String cursor = query("cursor");
        return cursor == null ? "" : cursor;
    }

    /** Refuses any other parameter: a filter that is ignored would answer what nobody has asked for. */
    public void onlyQuery(Set<String> known, String why) {
        List<Fault> faults = new ArrayList<>();
        for (String name : params().names()) {
            if (!known.contains(name)) {
                boolean strange = Text.fault(name) != null || name.length() > 100;
                faults.add(new Fault("", (strange ? "a query parameter" : name) + " " + why));
            }
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults).refusal();
        }
    }

    /** All query parameters. */
    public MultiMap params() {
        try {
            return request.params();
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("", "the query cannot be decoded").refusal();
        }
    }

    /** How many items a list may hold. */
    public int limit() {
        String text = query("limit");
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Falls through to the refusal.
        }
        throw Problem.invalid("", "limit must be a whole number from 1 to " + MAX_LIMIT)
                .refusal();
    }

    /** The raw bytes of the body; empty when there is none. */
    public Buffer bytes() {
        return body;
    }

    /** The body as a JSON object; an empty body counts as an empty one, whatever type it is said to have. */
    public JsonObject json() {
        if (json == null) {
            json = body.length() == 0 ? new JsonObject() : StrictJson.parse(body);
        }
        return json;
    }

    /** Reads the body strictly; faults are answered 400 with their pointers. */
    public <T> T body(Function<Document, T> reader) {
        return Document.read(json(), reader);
    }

    /** The token that the caller has signed in with, by header or cookie; empty for none. */
    String token() {
        SessionCookie.Credential credential = cookie.credential(request);
        return credential == null ? "" : credential.token();
    }

    public @Nullable String header(String name) {
        return request.getHeader(name);
    }

    public @Nullable String contentType() {
        return request.getHeader("Content-Type");
    }

    /** 1 to 255 characters, or null. */
    public @Nullable String idempotencyKey() {
        return idempotencyKey;
    }

    /** Names this request among all: hash of tenant, principal and Idempotency-Key; null without a key. */
    public byte @Nullable [] keyHash() {
        return idempotencyKey == null ? null : RequestHash.key(principal(), idempotencyKey);
    }

    /** Tells one request from another with the same key. */
    public byte[] bodyHash() {
        return RequestHash.body(request.method().name(), request.path(), body);
    }

    /** The answer will show in the clear what is not the caller's. */
    void shows(long lead, Collection<String> fields) {
        Seen known = seen;
        if (known == null) {
            known = new Seen(new TreeSet<>(), new ArrayList<>());
            seen = known;
        }
        known.fields.addAll(fields);
        known.leads.add(lead);
    }

    /**
     * What the answer shows in the clear of leads that are not the caller's.
     *
     * @param fields of at least one of them
     */
    record Seen(Set<String> fields, List<Long> leads) {}

    /** Null for nothing. */
    @Nullable
    Seen seen() {
        return seen;
    }

    /** The version that If-Match asks for; null when it asks for nothing or for any. */
    public @Nullable Long ifMatch() {
        String tag = request.getHeader("If-Match");
        if (tag == null || tag.equals("*")) {
            return null;
        }
        try {
            String digits = tag.startsWith("W/") ? tag.substring(2) : tag;
            return Long.valueOf(digits.replace("\"", ""));
        } catch (NumberFormatException e) {
            throw Problem.CHANGED.refusal();
        }
    }

    /** For streams only: the request is paused, and its response the route's. */
    public HttpServerRequest request() {
        return request;
    }
}
