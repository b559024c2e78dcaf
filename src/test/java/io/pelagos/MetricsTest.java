package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code GET /metrics} tells, and that docs/metrics.md tells the truth of it. */
class MetricsTest extends OneNode {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern DOCUMENTED =
            Pattern.compile("\\| `([a-z0-9_]+)` \\| (counter|gauge|histogram|summary) \\|.*");
    private static final String NAME = "Zhang Wei of the metrics";
    private static final String PHONE = "+8613800138042";

    private static TestTenant firm;

    @BeforeAll
    static void something_of_everything() {
        node.awaitReady();
        node.node().watch(Map.of("PostgreSQL", true, "Redis", false));
        firm = node.tenant();
        firm.pool("p");
        String agent = firm.agent("lin");
        JsonObject channel = new JsonObject()
                .put("id", "site")
                .put("name", "Site")
                .put("type", "generic")
                .put("pool", "p");
        String hook = firm.admin().post("/channels", channel).json().getString("hook_url");
        hook = hook.substring(hook.indexOf("/hooks/"));
        JsonObject lead = new JsonObject()
                .put("contact", new JsonObject().put("name", NAME).put("phone", PHONE));
        assertThat(node.as("").post(hook, lead).status()).isEqualTo(200);
        TestNode.eventually("the lead is in the pool", () -> firm.visible("p").size() == 1);
        JsonObject next = new JsonObject();
        assertThat(node.as(agent).post("/pools/p/claims", next).status()).isEqualTo(201);
        assertThat(node.as(agent).post("/pools/p/claims", next).status()).isEqualTo(409);
        System.gc();
        TestNode.eventually("the collection is told", () -> scrape().contains("# TYPE jvm_gc_pause_seconds "));
    }

    private static String scrape() {
        return node.as("").get("/metrics").body();
    }

    private static List<String> lines() {
        return scrape().lines().toList();
    }

    // Name to type; without the greatest values, which each histogram and summary has beside it.
    private static Map<String, String> exposed() {
        Map<String, String> types = new TreeMap<>();
        Matcher each = TYPE.matcher(scrape());
        while (each.find()) {
            types.put(each.group(1), each.group(2));
        }
        types.keySet()
                .removeIf(name -> name.endsWith("_max")
                        && !"gauge".equals(types.getOrDefault(name.substring(0, name.length() - 4), "gauge")));
        return types;
    }

    static Map<String, String> documented() throws IOException {
        Map<String, String> types = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("docs/metrics.md"))) {
            Matcher row = DOCUMENTED.matcher(line);
            if (row.matches()) {
                assertThat(types.put(row.group(1), row.group(2)))
                        .as("two rows of " + row.group(1))
                        .isNull();
            }
        }
        return types;
    }

    @Test
    void the_page_names_what_a_node_tells_with_its_type_and_nothing_else() throws IOException {
        Map<String, String> documented = documented();
        Map<String, String> exposed = exposed();
        assertThat(documented).containsAllEntriesOf(exposed);
        // Which of them there are depends on the collector.
        documented.keySet().removeIf(name -> name.startsWith("jvm_gc_"));
        assertThat(exposed).containsAllEntriesOf(documented);
    }

    @Test
    void claims_are_counted_by_result_and_timed_by_step() {
        assertThat(lines())
                .contains("pelagos_claims_total{by=\"people\",result=\"claimed\"} 1.0")
                .contains("pelagos_claims_total{by=\"people\",result=\"pool-empty\"} 1.0")
                .contains("pelagos_claim_seconds_count{by=\"people\",outcome=\"claimed\"} 1")
                .contains("pelagos_claim_seconds_count{by=\"people\",outcome=\"refused\"} 1")
                .contains("pelagos_claim_seconds_bucket{by=\"people\",outcome=\"claimed\",le=\"10.0\"} 1")
                .contains("pelagos_commit_batch_leads_count 1")
                .contains("pelagos_road_seconds_count{step=\"commit\"} 1")
                .contains("pelagos_http_requests_seconds_count"
                        + "{method=\"POST\",route=\"/api/v1/pools/{pool}/claims\",status=\"4xx\"} 1");
        assertThat(node.metric("pelagos_transitions_total")).isEqualTo(1);
        // A claim that meets newer settings is decided once more.
        assertThat(node.metric("pelagos_road_seconds_count{step=\"decide\"}")).isGreaterThanOrEqualTo(2);
    }

    @Test
    void channels_have_series_of_their_own() {
        assertThat(lines())
                .contains(event("delivery") + " 1.0")
                .contains(event("accepted") + " 1.0")
                .contains("pelagos_channel_results_total{kind=\"accepted\"} 1.0");
    }

    private static String event(String kind) {
        return "pelagos_channel_events_total{channel=\"site\",kind=\"" + kind + "\",tenant=\"" + firm.id + "\"}";
    }

    @Test
    void gates_engines_and_nodes_are_told() {
        String cell = "{cell=\"" + firm.cell() + "\"} ";
        assertThat(lines())
                .contains("pelagos_ready 1.0")
                .contains("pelagos_cell_open" + cell + "1.0")
                .contains("pelagos_cell_epoch" + cell + "1.0")
                .contains("pelagos_engine_up{engine=\"postgresql\"} 1.0")
                .contains("pelagos_engine_up{engine=\"redis\"} 0.0")
                .contains("pelagos_postgres_link_up{link=\"road\"} 1.0")
                .contains("pelagos_cluster_nodes 1.0");
    }

    @Test
    void what_nobody_has_registered_makes_no_series() {
        node.as("").get("/hooks/no-such-hook");
        node.as("").get("/no-such-path-" + PHONE);
        assertThat(scrape())
                .contains("{method=\"GET\",route=\"/hooks/{key}\",status=\"4xx\"} ")
                .contains("{method=\"any\",route=\"none\",status=\"4xx\"} ")
                .doesNotContain("no-such");
    }

    @Test
    void nothing_of_a_contact_is_in_them() {
        assertThat(scrape())
                .doesNotContain("Zhang")
                .doesNotContain(PHONE.substring(4))
                .doesNotContain("lin\"");
    }
}
