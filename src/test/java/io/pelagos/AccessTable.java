package io.pelagos;

import io.pelagos.team.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of who may do what: {@code src/test/resources/access.table}, which says itself how to read it. */
final class AccessTable {
    static final Path FILE = Path.of("src/test/resources/access.table");
    private static final Pattern HOLE = Pattern.compile("\\{([a-z]+)}");
    private static final Pattern UNTRIED = Pattern.compile("untried(?::([a-z,]+))? \\(([^)]+)\\)");

    private AccessTable() {}

    /**
     * A line.
     *
     * @param path with query and holes
     * @param reach by role, which relations it reaches; a role that is not in it reaches all of its firm's
     * @param body empty for none
     * @param untried of which roles it is not tried that what they reach is not refused; of all, if of none in particular
     * @param why that is so; empty: it is tried for all
     */
    record Line(
            String method,
            String path,
            Set<Role> roles,
            Map<Role, Set<String>> reach,
            String body,
            Set<Role> untried,
            String why) {
        /** As the server names the route. */
        String route() {
            return method + " "
                    + path.replaceAll("\\?.*", "")
                            .replace("{dead}", "{letter}")
                            .replace("{hook}", "{key}")
                            .replace("{suspect}", "{agent}");
        }

        /** What kinds of things it names. */
        List<String> kinds() {
            List<String> kinds = new ArrayList<>();
            Matcher matcher = HOLE.matcher(path + body);
            while (matcher.find()) {
                if (!kinds.contains(matcher.group(1))) {
                    kinds.add(matcher.group(1));
                }
            }
            return kinds;
        }

        /** Null: for who has not signed in. */
        boolean tried(Role role) {
            return why.isEmpty() || (!untried.isEmpty() && !untried.contains(role));
        }

        boolean writes() {
            return !method.equals("GET");
        }

        boolean reaches(Role role, String relation) {
            return !relation.equals("firm")
                    && reach.getOrDefault(role, Set.of("own", "team", "other")).contains(relation);
        }
    }

    static List<Line> read() throws IOException {
        return Files.readAllLines(FILE).stream()
                .filter(text -> !text.isBlank() && !text.startsWith("#"))
                .map(AccessTable::line)
                .toList();
    }

    private static Line line(String text) {
        String[] columns = text.split("\\|", -1);
        String[] route = columns[0].strip().split(" +", -1);
        Matcher untried = UNTRIED.matcher(columns[2]);
        boolean some = untried.find();
        String who = some && untried.group(1) != null ? untried.group(1).replace(',', ' ') : "everybody";
        String why = some ? untried.group(2) : "";
        String reach = untried.replaceAll("").strip();
        if (reach.contains("untried")) {
            throw new AssertionError("why is it untried? " + text);
        }
        return new Line(
                route[0],
                route[1],
                roles(columns[1].strip()),
                reach(reach),
                columns.length > 3 ? columns[3].strip().replace('\'', '"') : "",
                roles(who),
                why);
    }

    private static Set<Role> roles(String text) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String role : text.equals("everybody") ? new String[0] : text.split(" +", -1)) {
            roles.add(Role.valueOf(role.toUpperCase(Locale.ROOT)));
        }
        return roles;
    }

    private static Map<Role, Set<String>> reach(String text) {
        Map<Role, Set<String>> reach = new HashMap<>();
        for (String part : text.isEmpty() ? new String[0] : text.split(" +", -1)) {
            String[] sides = part.split("=", -1);
            Set<String> relations =
                    switch (sides[1]) {
                        case "nothing" -> Set.of();
                        case "own" -> Set.of("own");
                        case "team" -> Set.of("own", "team");
                        default -> throw new AssertionError("a role reaches nothing, own or team, and not " + sides[1]);
                    };
            reach.put(Role.valueOf(sides[0].toUpperCase(Locale.ROOT)), relations);
        }
        return reach;
    }

    static String filled(String text, Map<String, String> things) {
        return HOLE.matcher(text).replaceAll(hole -> things.getOrDefault(hole.group(1), hole.group(1)));
    }
}
