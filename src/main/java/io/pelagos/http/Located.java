package io.pelagos.http;

import io.pelagos.team.Fault;
import io.pelagos.team.InvalidDocument;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What is wrong with one document, told of the whole that it is a part of. */
final class Located {
    private Located() {}

    /** Does something for the document there; its faults are added to the others, anything else is thrown. */
    static void attempt(String pointer, List<Fault> faults, Runnable work) {
        try {
            work.run();
        } catch (Refusal | InvalidDocument e) {
            RuntimeException located = in(pointer, e);
            if (!(located instanceof InvalidDocument invalid)) {
                throw located;
            }
            faults.addAll(invalid.faults());
        }
    }

    static void refuse(List<Fault> faults) {
        if (!faults.isEmpty()) {
            throw new InvalidDocument(faults);
        }
    }

    /** The same failure, with pointers that lead there. */
    static RuntimeException in(String pointer, Throwable cause) {
        if (cause instanceof InvalidDocument invalid) {
            return new InvalidDocument(in(pointer, invalid.faults()));
        }
        if (cause instanceof Refusal refusal) {
            Problem problem = refusal.problem();
            // Of a single document, 409 is about the others: here these are in the same file.
            return problem.status() == 400 || problem.status() == 409
                    ? new InvalidDocument(in(pointer, faults(problem)))
                    : refusal;
        }
        return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
    }

    static List<Fault> in(String pointer, List<Fault> faults) {
        return faults.stream()
                .map(fault -> new Fault(pointer + fault.pointer(), fault.detail()))
                .toList();
    }

    private static List<Fault> faults(Problem problem) {
        JsonArray errors = problem.extra().getJsonArray("errors");
        if (errors == null) {
            String detail = problem.detail();
            return List.of(new Fault("", detail == null ? problem.title() : detail));
        }
        return errors.stream()
                .map(JsonObject.class::cast)
                .map(error -> new Fault(error.getString("pointer"), error.getString("detail")))
                .toList();
    }
}
