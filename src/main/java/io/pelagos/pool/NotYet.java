package io.pelagos.pool;

import io.pelagos.team.Document;
import io.pelagos.team.Unsupported;
import java.util.List;

/**
 * The parts of a pool's document whose behaviour does not exist yet. Their shape is checked, and then
 * everything but their default is refused.
 */
final class NotYet {
    private NotYet() {}

    static void check(Document document) {
        refuse(document, "assignment", d -> {
            d.text("strategy", 100);
            d.free("options", 10_000);
        });
    }

    static void claim(Document claim) {
        if (claim.choice("mode", List.of("open", "request"), "open").equals("request")) {
            Unsupported.refuse(claim, "mode");
        }
    }

    private static void refuse(Document document, String name, java.util.function.Consumer<Document> shape) {
        Boolean there = document.object(name, d -> {
            shape.accept(d);
            return true;
        });
        if (there != null) {
            Unsupported.refuse(document, name);
        }
    }
}
