package io.pelagos.apifuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.faults.Findings;
import java.util.List;
import java.util.Set;

/** Whether an answer is one that the document promises, and tells nothing that it must not. */
final class Judge {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    /** What the document says once for all operations: no such method, too long an address, too large headers. */
    private static final Set<Integer> ANYWHERE = Set.of(405, 414, 431);
    /** An address with an odd id in it may be none that there is. */
    private static final int NOT_FOUND = 404;

    private static final Set<String> LATER = Set.of(
            "/problems/not-ready", "/problems/outcome-unknown", "/problems/overloaded", "/problems/identity-provider");
    private static final int SHOWN_MAX = 400;

    private final Document document;
    private final Findings findings;

    Judge(Document document, Findings findings) {
        this.document = document;
        this.findings = findings;
    }

    void check(Draft draft, Answer answer) {
        Operation operation = draft.operation();
        int status = answer.status();
        String text = answer.text();
        must(status < 500 || status == 503, "the server is broken", "", draft, answer);
        must(answer.header("x-content-type-options").equals("nosniff"), "no nosniff", "", draft, answer);
        must(answer.header("cache-control").equals("no-store"), "no no-store", "", draft, answer);
        boolean traced = text.contains("at io.pelagos") || text.contains("Exception") && !asked(draft, "Exception");
        must(!traced || !operation.path().startsWith("/api/"), "a defect shows", "", draft, answer);
        Set<String> leaks = Planted.leaks(draft, answer);
        must(leaks.isEmpty(), "contact data in the clear", "", draft, answer);
        if (status >= 400) {
            problem(draft, answer);
        }
        if (limited(answer)) {
            return;
        }
        JsonNode described = operation.answers().get(Integer.toString(status));
        if (described == null) {
            boolean anywhere =
                    ANYWHERE.contains(status) || status == NOT_FOUND || status == 400 && draft.refusedAnywhere();
            must(anywhere, "a status that is not described", "", draft, answer);
            return;
        }
        document.faultsOfHeaders(described, answer.headers())
                .forEach(fault -> must(false, "an answer that does not fit", fault, draft, answer));
        content(described, draft, answer);
        taken(draft, answer);
    }

    /** The document says once for all operations that a firm, whose limits requests may set, limits requests. */
    private static boolean limited(Answer answer) {
        return answer.status() == 429
                && answer.text().contains("/problems/too-many-requests")
                && !answer.header("retry-after").isEmpty();
    }

    private void problem(Draft draft, Answer answer) {
        JsonNode problem = json(answer.text());
        boolean good = answer.header("content-type").equals("application/problem+json")
                && problem != null
                && problem.path("type").asText().matches("/problems/[a-z0-9-]+")
                && problem.path("status").asInt() == answer.status()
                && !problem.path("title").asText().isEmpty();
        must(good, "a refusal that is no problem document", "", draft, answer);
        if (answer.status() == 503) {
            boolean later = problem != null
                    && LATER.contains(problem.path("type").asText())
                    && answer.header("retry-after").matches("[0-9]+");
            must(later, "a 503 that does not say when to come again", "", draft, answer);
        }
    }

    private void content(JsonNode described, Draft draft, Answer answer) {
        if (!described.has("content")) {
            must(answer.body().length == 0, "an answer that does not fit", "there is a body", draft, answer);
            return;
        }
        String type = answer.header("content-type");
        JsonNode media = described.path("content").path(type);
        if (media.isMissingNode()) {
            must(false, "an answer that does not fit", "the content type " + type, draft, answer);
        } else if (type.endsWith("json")) {
            JsonNode body = json(answer.text());
            List<String> faults = body == null ? List.of("no JSON") : document.faults(media.path("schema"), body);
            // One is enough: of a choice between schemas all faults of all of them would be told.
            faults.stream().limit(1).forEach(f -> must(false, "an answer that does not fit", f, draft, answer));
        }
    }

    /** What was taken fits the document, too. */
    private void taken(Draft draft, Answer answer) {
        JsonNode media = draft.operation().bodies().get(draft.mediaType() == null ? "" : draft.mediaType());
        if (answer.status() >= 300 || media == null || !draft.mediaType().equals("application/json")) {
            return;
        }
        JsonNode body = json(draft.text());
        if (body == null || body.isMissingNode()) {
            return;
        }
        List<String> faults = document.faults(media.path("schema"), body);
        withoutNulls(body);
        // A field that is null counts as absent, where null itself says nothing.
        if (faults.isEmpty() || document.faults(media.path("schema"), body).isEmpty()) {
            return;
        }
        faults.stream().limit(1).forEach(fault -> must(false, "taken though it does not fit", fault, draft, answer));
    }

    private static void withoutNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().removeIf(field -> field.getValue().isNull());
        }
        node.forEach(Judge::withoutNulls);
    }

    private static boolean asked(Draft draft, String word) {
        return draft.asked().contains(word) || draft.text().contains(word);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private void must(boolean good, String kind, String detail, Draft draft, Answer answer) {
        if (!good) {
            String text = Planted.hidden(answer.text());
            String shown = text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "…" : text;
            // Faults of the same kind in other items of a list are the same fault.
            String which = detail.isEmpty() ? kind : kind + ": " + detail.replaceAll("/[0-9]+", "/*");
            findings.add(
                    draft.operation().name(),
                    which,
                    "\n      " + draft.curl() + "\n      " + answer.status() + " " + shown);
        }
    }
}
