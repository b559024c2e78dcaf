package io.pelagos.http;

import io.pelagos.team.Fault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A body in YAML, and where everything in it stands.
 *
 * @param places by JSON pointer
 */
record YamlBody(JsonObject json, Map<String, Place> places) {
    static final String TYPE = "application/yaml";

    /** Both count from 1. */
    record Place(int line, int column) {}

    /** Throws a refusal that names line and column, and never repeats what the body says. */
    static YamlBody parse(Buffer body) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE); // The body is bounded already.
        YamlReader reader = new YamlReader(new Yaml(options)
                .parse(new StringReader(StrictJson.decode(body).toString()))
                .iterator());
        try {
            return new YamlBody(reader.read(), reader.places());
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            throw fault(
                    "", "is not valid YAML", mark == null ? null : new Place(mark.getLine() + 1, mark.getColumn() + 1));
        } catch (YAMLException e) {
            // Of the reader: it knows no lines.
            throw fault("", "holds a character that YAML does not allow", null);
        }
    }

    static Refusal fault(String pointer, String detail, @Nullable Place place) {
        return Problem.invalid(new JsonArray().add(error(new Fault(pointer, detail), place)))
                .refusal();
    }

    /** The faults with their lines. */
    Problem invalid(List<Fault> faults) {
        JsonArray errors = new JsonArray();
        faults.forEach(fault -> errors.add(error(fault, place(fault.pointer()))));
        return Problem.invalid(errors);
    }

    /** Of something that is missing, the place of what should hold it. */
    @Nullable
    Place place(String pointer) {
        String at = pointer;
        while (!at.isEmpty() && !places.containsKey(at)) {
            at = at.substring(0, at.lastIndexOf('/'));
        }
        return places.get(at);
    }

    private static JsonObject error(Fault fault, @Nullable Place place) {
        JsonObject error = new JsonObject().put("pointer", fault.pointer()).put("detail", fault.detail());
        return place == null ? error : error.put("line", place.line()).put("column", place.column());
    }
}
