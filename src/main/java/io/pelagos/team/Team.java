package io.pelagos.team;

import org.jspecify.annotations.Nullable;

/** Some agents under a supervisor; teams form a tree. */
public record Team(String id, String name, @Nullable String parent) {
    public static final Section<Team> TEAM = new Section<>(
            "team", (id, json) -> Document.read(json, d -> new Team(id, d.text("name", 200), d.optionalId("parent"))));
}
