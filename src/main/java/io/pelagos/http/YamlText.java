package io.pelagos.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/** Writes JSON as YAML that {@link YamlReader} reads as the same, always in the same order and layout. */
final class YamlText {
    private static final int WIDTH = 120;
    /** What tells a reader what he looks at comes first. */
    private static final List<String> FIRST =
            List.of("id", "name", "type", "login", "role", "trigger", "field", "window");

    private static final Comparator<String> ORDER = Comparator.<String>comparingInt(name -> {
                int rank = FIRST.indexOf(name);
                return rank < 0 ? FIRST.size() : rank;
            })
            .thenComparing(Comparator.naturalOrder());

    private YamlText() {}

    static String of(JsonObject object) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(FlowStyle.BLOCK);
        options.setWidth(WIDTH);
        options.setSplitLines(false);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        return new Yaml(new Layout(options), options).dump(ordered(object));
    }

    private static Map<String, @Nullable Object> ordered(JsonObject object) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        TreeSet<String> names = new TreeSet<>(ORDER);
        names.addAll(object.fieldNames());
        names.forEach(name -> fields.put(name, plain(object.getValue(name))));
        return fields;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof JsonObject object) {
            return ordered(object);
        }
        if (value instanceof JsonArray array) {
            List<@Nullable Object> items = new ArrayList<>(array.size());
            array.forEach(item -> items.add(plain(item)));
            return items;
        }
        // As a number with an exponent it would get a tag.
        return value instanceof BigDecimal number && number.scale() <= 0 ? number.toBigInteger() : value;
    }

    /** Lists of words on one line, everything else on lines of its own: so a change of a rule is a change of a line. */
    private static final class Layout extends Representer {
        Layout(DumperOptions options) {
            super(options);
        }

        @Override
        protected Node representSequence(Tag tag, Iterable<?> sequence, FlowStyle style) {
            for (Object item : sequence) {
                if (item instanceof Map || item instanceof List) {
                    return super.representSequence(tag, sequence, FlowStyle.BLOCK);
                }
            }
            return super.representSequence(tag, sequence, FlowStyle.FLOW);
        }
    }
}
