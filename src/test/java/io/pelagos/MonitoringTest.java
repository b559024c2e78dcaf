package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** That the dashboard and the alert rules ask for what there is, and that the runbook knows each alert. */
class MonitoringTest {
    private static final Pattern METRIC = Pattern.compile("\\b(pelagos|jvm|process|system|netty)_[a-z0-9_]+");
    private static final Path ALERTS = Path.of("monitoring/alerts.yml");
    private static final Path RUNBOOK = Path.of("docs/runbook.md");

    /** Without the texts of labels, which are no metrics. */
    private static Set<String> metrics(String expression) {
        Set<String> names = new TreeSet<>();
        Matcher each = METRIC.matcher(expression.replaceAll("\"[^\"]*\"", ""));
        while (each.find()) {
            names.add(each.group());
        }
        return names;
    }

    /** What may be asked for: the names, and the parts of histograms and summaries. */
    private static Set<String> askable() throws IOException {
        Set<String> names = new HashSet<>();
        for (Map.Entry<String, String> metric : MetricsTest.documented().entrySet()) {
            String name = metric.getKey();
            switch (metric.getValue()) {
                case "histogram" ->
                    names.addAll(List.of(name + "_bucket", name + "_count", name + "_sum", name + "_max"));
                case "summary" -> names.addAll(List.of(name + "_count", name + "_sum", name + "_max"));
                default -> names.add(name);
            }
        }
        return names;
    }

    private static List<JsonNode> alerts() throws IOException {
        List<JsonNode> alerts = new ArrayList<>();
        for (JsonNode group : new YAMLMapper().readTree(ALERTS.toFile()).get("groups")) {
            group.get("rules").forEach(alerts::add);
        }
        return alerts;
    }

    @Test
    void the_dashboard_asks_for_metrics_that_there_are() throws IOException {
        JsonNode dashboard = new ObjectMapper()
                .readTree(Path.of("monitoring/grafana-dashboard.json").toFile());
        Set<String> asked = new TreeSet<>();
        for (JsonNode panel : dashboard.get("panels")) {
            panel.path("targets")
                    .forEach(target -> asked.addAll(metrics(target.get("expr").textValue())));
        }
        assertThat(asked).hasSizeGreaterThan(30);
        assertThat(askable()).containsAll(asked);
    }

    @Test
    void the_alerts_ask_for_metrics_that_there_are() throws IOException {
        List<JsonNode> alerts = alerts();
        assertThat(alerts).hasSizeGreaterThan(15);
        for (JsonNode alert : alerts) {
            Set<String> asked = metrics(alert.get("expr").textValue());
            assertThat(askable()).as(alert.get("alert").textValue()).containsAll(asked);
        }
    }

    @Test
    void the_runbook_has_a_heading_for_each_alert_and_for_no_other() throws IOException {
        List<String> headings = Files.readAllLines(RUNBOOK).stream()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3))
                .toList();
        assertThat(headings)
                .containsExactlyElementsOf(alerts().stream()
                        .map(alert -> alert.get("alert").textValue())
                        .toList());
    }

    @Test
    void each_alert_says_how_bad_it_is_and_where_help_is() throws IOException {
        for (JsonNode alert : alerts()) {
            String name = alert.get("alert").textValue();
            assertThat(alert.at("/labels/severity").textValue()).as(name).isIn("critical", "warning");
            assertThat(alert.at("/annotations/summary").textValue()).as(name).isNotBlank();
            assertThat(alert.at("/annotations/runbook").textValue())
                    .isEqualTo("docs/runbook.md#" + name.toLowerCase(java.util.Locale.ROOT));
        }
    }

    @Test
    void metrics_that_the_runbook_names_are_there() throws IOException {
        Set<String> known = askable();
        known.addAll(MetricsTest.documented().keySet());
        assertThat(known).containsAll(metrics(Files.readString(RUNBOOK)));
    }
}
