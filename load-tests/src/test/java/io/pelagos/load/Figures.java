package io.pelagos.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/** What {@code GET /metrics} told at times of a run, and whether anything in it grows without end. */
final class Figures {
    /** What waits inside the server, and how much of it is much at rest and from one third of a run to the next. */
    private static final Map<String, Double> QUEUES = Map.of(
            "pelagos_outbox_oldest_seconds", 1.0,
            "pelagos_road_waiting", 200.0,
            "pelagos_road_in_flight", 200.0,
            "pelagos_intake_waiting", 200.0,
            "pelagos_postgres_pool_waiting", 50.0,
            "pelagos_webhook_pending", 200.0,
            "pelagos_alarm_lag_seconds", 5.0,
            "netty_eventexecutor_tasks_pending", 200.0);
    /** Each rests at some height; the lowest of many looks is free of what is only passing. */
    private static final List<String> HEIGHTS = List.of(
            "jvm_memory_used_bytes",
            "jvm_threads_live_threads",
            "process_files_open_files",
            "pelagos_http_requests_open",
            "pelagos_live_streams");
    /** What only defects make grow. */
    private static final List<String> DEFECTS = List.of("pelagos_healed_total", "pelagos_bad_data_total");
    /** A handful more is no leak. */
    private static final double HANDFUL = 20;

    private final List<Map<String, Double>> looks = new ArrayList<>();

    /** Remembers one look; series of the same name are added up. */
    synchronized void look(String metrics) {
        looks.add(read(metrics));
    }

    private static Map<String, Double> read(String metrics) {
        Map<String, Double> figures = new TreeMap<>();
        metrics.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).forEach(line -> {
            String name = line.split("[{ ]", 2)[0];
            figures.merge(name, Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)), Double::sum);
        });
        return figures;
    }

    /**
     * Compares the last third of the run with that before it: in the first the server still gets warm.
     *
     * @param rest what {@code /metrics} tells when the load is over
     * @param growth how many times as high memory, threads, files and connections may be in the last third
     */
    synchronized boolean judge(Promises promises, String rest, double growth) {
        if (looks.size() < 6) return promises.holds(false, "the server was looked at", looks.size() + " times");
        Map<String, Double> last = read(rest);
        List<String> wrong = new ArrayList<>();
        QUEUES.forEach((name, much) -> {
            double before = third(1, name, Math::max);
            double after = third(2, name, Math::max);
            promises.note(
                    "%s: at most %.1f, then %.1f, at rest %.1f", name, before, after, last.getOrDefault(name, 0.0));
            if (last.getOrDefault(name, 0.0) > much) wrong.add(name + " at rest");
            if (after > 2 * before + much) wrong.add(name);
        });
        for (String name : HEIGHTS) {
            double before = third(1, name, Math::min);
            double after = third(2, name, Math::min);
            promises.note("%s: not below %,.0f, then %,.0f", name, before, after);
            if (after > growth * before + HANDFUL) wrong.add(name);
        }
        for (String name : DEFECTS) {
            if (last.getOrDefault(name, 0.0) > looks.get(0).getOrDefault(name, 0.0)) wrong.add(name);
        }
        return promises.holds(
                wrong.isEmpty(),
                "no queue, no memory and nothing else grows without end",
                wrong.isEmpty() ? looks.size() + " looks" : String.join(", ", wrong));
    }

    /** The highest or lowest of the first, second or last third: 0, 1, 2. */
    private double third(int third, String name, BinaryOperator<Double> which) {
        int size = looks.size();
        return looks.subList(third * size / 3, (third + 1) * size / 3).stream()
                .map(look -> look.getOrDefault(name, 0.0))
                .reduce(which)
                .orElse(0.0);
    }
}
