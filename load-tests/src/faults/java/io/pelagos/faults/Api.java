package io.pelagos.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Speaks the HTTP contract. Never repeats a request by itself: a retry is the caller's, and goes to the history. */
final class Api {

    static final ObjectMapper JSON = new ObjectMapper();

    /** Longer than the server's own bounds, shorter than the longest freeze: so retries after timeouts happen. */
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private static final Duration SETUP_TIMEOUT = Duration.ofSeconds(15);
    private static final int KEPT_TEXT = 4_000;

    private final HttpClient http;
    private final Duration timeout;

    Api(HttpClient http) {
        this(http, TIMEOUT);
    }

    /** @param timeout of an attempt */
    Api(HttpClient http, Duration timeout) {
        this.http = http;
        this.timeout = timeout;
    }

    /** One attempt at one node; never throws for what the network or the server does. */
    Operation attempt(Target target, Intent intent, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target.address() + intent.path()))
                .timeout(timeout)
                .header("content-type", "application/json")
                .method(intent.method(), HttpRequest.BodyPublishers.ofString(intent.body()));
        if (token != null) {
            request.header("authorization", "Bearer " + token);
        }
        if (intent.key() != null) {
            request.header("idempotency-key", intent.key());
        }
        long start = System.currentTimeMillis();
        Answer answer;
        try {
            answer = read(http.send(request.build(), HttpResponse.BodyHandlers.ofString()), intent);
        } catch (IOException e) {
            answer = Answer.none(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer = Answer.none("interrupted");
        }
        return new Operation(intent, target.number(), start, System.currentTimeMillis(), answer);
    }

    /**
     * Assignments of several leads in one request, which is no whole: each is told apart, as if it had been asked alone.
     *
     * @param intents all of the same agent, without keys
     */
    List<Operation> assignTogether(Target target, List<Intent> intents, String token) {
        ObjectNode body = JSON.createObjectNode()
                .put("action", "assign")
                .put("agent", intents.get(0).target());
        intents.forEach(intent -> body.withArray("leads").add(Long.toString(intent.lead())));
        Intent all = Intent.assignTogether(intents.get(0), body.toString());
        Operation whole = attempt(target, all, token);
        return intents.stream()
                .map(intent -> new Operation(
                        intent, whole.node(), whole.startMillis(), whole.endMillis(), part(whole.answer(), intent)))
                .toList();
    }

    /** What the answer to all says of one lead. */
    private static Answer part(Answer whole, Intent intent) {
        if (!whole.ok()) {
            return whole;
        }
        try {
            for (JsonNode result : JSON.readTree(whole.text()).path("results")) {
                if (result.path("lead").asLong() != intent.lead()) {
                    continue;
                }
                JsonNode problem = result.path("problem");
                String type = problem.path("type").asText("");
                int version = result.path("version").asInt();
                return result.path("ok").asBoolean()
                        ? new Answer(
                                200,
                                "",
                                false,
                                "",
                                List.of(new Answer.Told(intent.lead(), version, null, null, null)),
                                "")
                        : new Answer(
                                problem.path("status").asInt(),
                                type.substring(type.lastIndexOf('/') + 1),
                                false,
                                "",
                                List.of(),
                                problem.toString());
            }
        } catch (IOException e) {
            // As one that is not in the answer.
        }
        // 2xx and no word of it, which the checker will not accept.
        return new Answer(whole.status(), "", false, "", List.of(), whole.text());
    }

    /** A request whose answer does not matter. */
    void tell(Target target, String method, String path, String token, JsonNode body) {
        try {
            http.send(request(target, method, path, token, body, timeout), HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            // Nothing was promised.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpRequest request(
            Target target, String method, String path, String token, JsonNode body, Duration timeout) {
        return HttpRequest.newBuilder(URI.create(target.address() + path))
                .timeout(timeout)
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body == null ? "" : body.toString()))
                .build();
    }

    /** A request of the set-up. Its answer must be 2xx. */
    JsonNode must(Target target, String method, String path, String token, JsonNode body) {
        try {
            HttpResponse<String> response = http.send(
                    request(target, method, path, token, body, SETUP_TIMEOUT), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        method + " " + path + " " + body + " -> " + response.statusCode() + " " + response.body());
            }
            return response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body());
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Leads that the token's agent owns, at most 100; empty when the node does not say. */
    List<Long> owned(Target target, String token) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(target.address() + "/api/v1/leads?owner=me&state=owned&limit=100"))
                .timeout(timeout)
                .header("authorization", "Bearer " + token)
                .build();
        List<Long> leads = new ArrayList<>();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                JSON.readTree(response.body())
                        .path("items")
                        .forEach(lead -> leads.add(lead.path("id").asLong()));
            }
        } catch (IOException e) {
            // Not told: the caller goes on with what it knows.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return leads;
    }

    private static Answer read(HttpResponse<String> response, Intent intent) {
        int status = response.statusCode();
        String text = response.body();
        String shortText = text.length() > KEPT_TEXT ? text.substring(0, KEPT_TEXT) : text;
        boolean replayed =
                response.headers().firstValue("idempotent-replayed").orElse("").equals("true");
        JsonNode body;
        try {
            body = JSON.readTree(text);
        } catch (IOException e) {
            // A 2xx that cannot be read has no leads, which the checker will not accept.
            return new Answer(status, "", replayed, "", List.of(), shortText);
        }
        String type = body.path("type").asText("");
        String problem = status >= 400 ? type.substring(type.lastIndexOf('/') + 1) : "";
        List<Answer.Told> leads = status / 100 == 2 ? told(body, intent) : List.of();
        return new Answer(status, problem, replayed, result(body, intent), leads, shortText);
    }

    /** A webhook's word; of a call record, whether it has changed a follow-up. */
    private static String result(JsonNode body, Intent intent) {
        return intent.kind() == Intent.Kind.CALL && body.path("matched").asBoolean()
                ? Answer.MATCHED
                : body.path("result").asText("");
    }

    private static List<Answer.Told> told(JsonNode body, Intent intent) {
        List<Answer.Told> leads = new ArrayList<>();
        switch (intent.kind()) {
            case CLAIM -> body.path("claims").forEach(lead -> leads.add(lead(lead)));
            case HOOK -> {
                if (body.path("lead").isTextual()) {
                    leads.add(new Answer.Told(body.path("lead").asLong(), 0, null, null, null));
                }
            }
            case FOLLOW_UP ->
                leads.add(new Answer.Told(
                        body.path("lead").asLong(), body.path("version").asInt(), null, null, null));
            case CALL, DIAL -> {}
            case LEAD,
                    RELEASE,
                    ASSIGN,
                    MOVE,
                    CLOSE,
                    REOPEN,
                    REVIEW,
                    NURTURE,
                    LOCK,
                    EXTEND,
                    EDIT,
                    NOTE,
                    APPROVE,
                    DEAL,
                    OPPORTUNITY,
                    CONTRACT,
                    PAYMENT -> leads.add(lead(body));
        }
        return leads;
    }

    private static Answer.Told lead(JsonNode lead) {
        return new Answer.Told(
                lead.path("id").asLong(),
                lead.path("version").asInt(),
                lead.path("state").asText(null),
                lead.path("pool").asText(null),
                lead.path("owner").asText(null));
    }
}
