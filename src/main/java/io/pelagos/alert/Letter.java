package io.pelagos.alert;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What a target is told, in its language.
 *
 * @param lines below the title
 * @param link where to look; empty for nowhere
 * @param linkText what it is called
 */
record Letter(String id, JsonObject message, String title, List<String> lines, String link, String linkText) {
    /** All that is to be read, as plain text. */
    String text() {
        String all = title + "\n" + String.join("\n", lines);
        return link.isEmpty() ? all : all + "\n" + link;
    }

    boolean ends() {
        return "end".equals(message.getString("event"));
    }

    String severity() {
        return message.getString("severity", "info");
    }
}
