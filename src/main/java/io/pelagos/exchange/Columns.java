package io.pelagos.exchange;

import io.pelagos.channel.LeadField;
import io.pelagos.channel.Mapping;
import io.pelagos.team.CustomField;
import io.pelagos.team.Fault;
import io.pelagos.team.InvalidDocument;
import io.pelagos.team.Text;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What each column of a file is for. First what the request says ({@code {"手机号":"phone"}}), then the channel's mapping,
 * then the firm's own fields by id and name, then what columns are usually called; what is left is kept as attributes. Of
 * two columns for the same thing the first counts.
 */
public final class Columns {
    private static final int NAME_MAX = 200;
    /** Names beyond this are read anew each time: only lines of JSON can have so many. */
    private static final int REMEMBERED_MAX = 1_000;

    private final JsonObject asked;
    private final Map<String, LeadField> ofChannel = new HashMap<>();
    private final Map<String, CustomField> own;
    private final Map<String, Target> known = new LinkedHashMap<>();

    /**
     * Columns by what is said of them.
     *
     * @param asked checked by {@link #check}
     * @param own the firm's own fields by their ids
     */
    Columns(JsonObject asked, Mapping channel, Map<String, CustomField> own) {
        this.asked = asked;
        this.own = own;
        channel.paths().forEach((field, path) -> ofChannel.put(path, field));
    }

    /** Refuses a mapping that names what no lead has. */
    public static void check(JsonObject asked, Map<String, CustomField> own) {
        List<Fault> faults = new ArrayList<>();
        asked.forEach(entry -> {
            String target = entry.getValue() instanceof String text ? text : "";
            if (Target.of(target, entry.getKey(), own) == null) {
                faults.add(new Fault("/mapping/" + entry.getKey(), "is mapped to nothing that a lead has"));
            }
        });
        if (!faults.isEmpty()) {
            throw new InvalidDocument(faults);
        }
    }

    /** Refuses a mapping that names a column which a table does not have. Lines of JSON may have any. */
    static void check(JsonObject asked, Lines lines) throws BadFile {
        List<String> names = lines.columns();
        boolean json = names.equals(List.of(NdjsonLines.COLUMN));
        for (String name : asked.fieldNames()) {
            if (!json && !names.contains(name)) {
                throw new BadFile("mapping names the column " + name + ", which the file does not have");
            }
        }
    }

    /** The targets of a table's columns. */
    List<Target> all(List<String> names) {
        Set<String> taken = new HashSet<>();
        List<Target> targets = new ArrayList<>();
        for (String name : names) {
            Target target = target(name);
            boolean again = !(target instanceof Target.Attribute || target instanceof Target.Skipped)
                    && !taken.add(target.text());
            targets.add(again ? new Target.Attribute(name) : target);
        }
        return targets;
    }

    Target target(String name) {
        Target target = known.get(name);
        if (target == null) {
            target = find(name);
            if (known.size() < REMEMBERED_MAX) {
                known.put(name, target);
            }
        }
        return target;
    }

    private Target find(String name) {
        if (asked.getValue(name) instanceof String text) {
            Target target = Target.of(text, name, own);
            if (target != null) {
                return target;
            }
        }
        LeadField field = ofChannel.get(name);
        if (field != null) {
            return new Target.Field(field);
        }
        for (CustomField mine : own.values()) {
            if (name.equals("field." + mine.id())
                    || name.equals("fields." + mine.id())
                    || name.equalsIgnoreCase(mine.name())
                    || name.equals(mine.id())) {
                return new Target.Own(mine);
            }
        }
        if (name.startsWith("attributes.")) {
            return new Target.Attribute(name.substring("attributes.".length()));
        }
        String meaning = Headings.meaning(name);
        Target usual = meaning == null ? null : Target.of(meaning, name, own);
        return usual == null ? new Target.Attribute(name) : usual;
    }

    /** Headings as names: none empty, none twice. */
    static List<String> unique(List<String> headings) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < headings.size(); i++) {
            String heading = Text.clean(headings.get(i)).strip();
            String name = heading.isEmpty() ? "column " + (i + 1) : heading;
            name = name.length() > NAME_MAX ? name.substring(0, NAME_MAX) : name;
            String first = name;
            for (int n = 2; names.contains(name); n++) {
                name = first + " (" + n + ")";
            }
            names.add(name);
        }
        return List.copyOf(names);
    }
}
