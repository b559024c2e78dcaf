package io.pelagos.journal.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The reference model of a cell in Redis: what road.lua and the scripts behind it do, as simply as possible. What the
 * scripts keep beside the records (pools, what agents hold) the model works out from the records when it is asked.
 *
 * <p>Left out, and refused by an exception: lanes, embargo, first refusal, turns, next contacts.
 */
final class CellModel {
    /** Lead to record; of a lead in flight the record before. */
    final Map<String, String> records = new TreeMap<>();

    final Map<String, Flight> flights = new TreeMap<>();
    /** Request to entry, oldest first. */
    final Map<String, String> outbox = new LinkedHashMap<>();

    final Map<String, Kept> requests = new TreeMap<>();
    final Map<String, Long> newest = new TreeMap<>();
    final Map<String, String> known = new TreeMap<>();
    final Map<String, Long> alarm = new TreeMap<>();
    /** Lead to whom it left, and when. */
    final Map<String, Map<String, String>> left = new TreeMap<>();

    final Map<String, Long> leftUntil = new TreeMap<>();
    /** {@code q:…} to count; {@code h:T/agent} to field to {@code "start count"}. */
    final Map<String, Kept> counters = new TreeMap<>();

    final Map<String, Map<String, String>> windows = new TreeMap<>();
    /** The last time given out; null when the keys are gone. */
    Long clock;

    /** A lead on its way under a request. */
    record Flight(String request, String before, String after) {}

    /** A value until a time, epoch milliseconds. */
    record Kept(String value, long until) {}

    CellModel copy() {
        CellModel copy = new CellModel();
        copy.records.putAll(records);
        copy.flights.putAll(flights);
        copy.outbox.putAll(outbox);
        copy.requests.putAll(requests);
        copy.newest.putAll(newest);
        copy.known.putAll(known);
        copy.alarm.putAll(alarm);
        left.forEach((lead, whom) -> copy.left.put(lead, new TreeMap<>(whom)));
        copy.leftUntil.putAll(leftUntil);
        copy.counters.putAll(counters);
        windows.forEach((agent, fields) -> copy.windows.put(agent, new TreeMap<>(fields)));
        copy.clock = clock;
        return copy;
    }

    void expire(long wall) {
        requests.values().removeIf(kept -> kept.until <= wall);
        counters.values().removeIf(kept -> kept.until <= wall);
        left.keySet().removeIf(lead -> leftUntil.getOrDefault(lead, 0L) <= wall);
        leftUntil.values().removeIf(until -> until <= wall);
    }

    /** The time of the cell, which never goes back. */
    long now(long wall) {
        return Math.max(clock, wall);
    }

    // What follows from the records.

    /** A pool's leads that may be claimed, first come first. */
    List<String> pool(String pool) {
        List<String> leads = new ArrayList<>();
        records.forEach((lead, text) -> {
            if (!flights.containsKey(lead) && text.startsWith("p")) {
                LeadText r = LeadText.of(text);
                if (r.pool().equals(pool)) {
                    leads.add(lead);
                }
            }
        });
        leads.sort(Comparator.comparingLong(
                        (String lead) -> LeadText.of(records.get(lead)).score())
                .thenComparing(Comparator.naturalOrder()));
        return leads;
    }

    /** What an agent has: {@code p:<pool>}, {@code u}, {@code l}, {@code m}, classes, and {@code all}; see road.lua. */
    Map<String, Integer> held(String agent) {
        Map<String, Integer> counts = new HashMap<>();
        records.forEach((lead, text) -> {
            Flight flight = flights.get(lead);
            if (flight == null) {
                add(counts, agent, text, false);
            }
        });
        flights.values().forEach(flight -> way(counts, agent, flight));
        return counts;
    }

    /** Leads that an agent has, on their way included. */
    List<String> leadsOf(String agent) {
        List<String> leads = new ArrayList<>();
        records.forEach((lead, text) -> {
            Flight flight = flights.get(lead);
            if (owns(text, agent) || (flight != null && owns(flight.after, agent))) {
                leads.add(lead);
            }
        });
        flights.forEach((lead, flight) -> {
            if (!records.containsKey(lead) && owns(flight.after, agent)) {
                leads.add(lead);
            }
        });
        return leads;
    }

    private static boolean owns(String record, String agent) {
        return record.startsWith("o") && LeadText.of(record).owner().equals(agent);
    }

    private static void add(Map<String, Integer> counts, String agent, String text, boolean withoutKind) {
        LeadText r = text.startsWith("o") ? LeadText.of(text) : null;
        if (r == null || !r.owner().equals(agent)) {
            return;
        }
        counts.merge("all", 1, Integer::sum);
        counts.merge("p:" + r.pool(), 1, Integer::sum);
        for (char flag : new char[] {'u', 'l', 'n'}) {
            if (r.has(flag)) {
                counts.merge(flag == 'n' ? "m" : String.valueOf(flag), 1, Integer::sum);
            }
        }
        if (!r.kind().isEmpty() && !withoutKind) {
            counts.merge(r.kind(), 1, Integer::sum);
            counts.merge(r.kind() + r.pool(), 1, Integer::sum);
        }
    }

    /** On its way a lead counts for whom it leaves and for whom it goes to; for whom it stays with, what is new. */
    private static void way(Map<String, Integer> counts, String agent, Flight flight) {
        LeadText before = flight.before.startsWith("o") ? LeadText.of(flight.before) : null;
        LeadText after = flight.after.startsWith("o") ? LeadText.of(flight.after) : null;
        boolean stays = before != null && after != null && before.owner().equals(after.owner());
        add(counts, agent, flight.before, stays && !before.kind().equals(after.kind()));
        if (!stays) {
            add(counts, agent, flight.after, false);
        } else if (after.owner().equals(agent)) {
            for (char flag : new char[] {'u', 'l', 'n'}) {
                if (after.has(flag) && !before.has(flag)) {
                    counts.merge(flag == 'n' ? "m" : String.valueOf(flag), 1, Integer::sum);
                }
            }
        }
    }

    // Scripts that keep the cell.

    /** settle.lua. */
    String settle(List<String> arguments, long wall) {
        Map<String, Boolean> here = new HashMap<>();
        List<String> finished = new ArrayList<>();
        StringBuilder done = new StringBuilder();
        for (int i = 0; i < arguments.size(); i += 4) {
            String[] rest = arguments.get(i + 3).isEmpty()
                    ? new String[] {"", "", "", ""}
                    : arguments.get(i + 3).split("\n", -1);
            String lead = arguments.get(i);
            boolean fits = leave(lead, arguments.get(i + 1), here, finished);
            if (fits) {
                put(lead, arguments.get(i + 2));
                rememberLeaving(lead, rest[0], wall);
                giveBack(rest[1]);
            }
            done.append(fits ? '1' : '0');
        }
        here.keySet().forEach(flights::remove);
        finished.forEach(outbox::remove);
        return done.toString();
    }

    /** fill.lua. */
    void fill(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i += 2) {
            put(arguments.get(i), arguments.get(i + 1));
        }
    }

    private boolean leave(String lead, String expected, Map<String, Boolean> here, List<String> finished) {
        if (expected.startsWith("f")) {
            String request = expected.substring(1);
            finished.add(request);
            Flight flight = flights.get(lead);
            return flight != null && flight.request.equals(request) && here.put(lead, true) == null;
        }
        String found = records.get(lead);
        if (flights.containsKey(lead)) {
            return false;
        } else if (expected.equals("n")) {
            return found == null;
        } else if (!expected.substring(1).equals(found)) {
            return false;
        }
        if (LeadText.of(found).alarm() > 0) {
            alarm.remove(lead);
        }
        return true;
    }

    private void put(String lead, String record) {
        if (record.isEmpty()) {
            records.remove(lead);
            return;
        }
        records.put(lead, record);
        long rings = LeadText.of(record).alarm();
        if (rings > 0) {
            alarm.put(lead, rings);
        }
    }

    private void rememberLeaving(String lead, String text, long wall) {
        if (text.isEmpty()) {
            return;
        }
        String[] who = text.split("\\|", -1);
        Map<String, String> whom = left.computeIfAbsent(lead, l -> new TreeMap<>());
        whom.put("a:" + who[0], who[2]);
        if (!who[1].isEmpty()) {
            whom.put("t:" + who[1], who[2]);
        }
        leftUntil.merge(lead, now(wall) + Long.parseLong(who[3]), Math::max);
    }

    private void giveBack(String names) {
        for (String name : names.split(" ", -1)) {
            String[] window = name.split("#", -1);
            if (window.length == 3) {
                Map<String, String> fields = windows.getOrDefault(window[0], Map.of());
                String[] value = fields.getOrDefault(window[1], "0 0").split(" ", -1);
                if (value[0].equals(window[2]) && Long.parseLong(value[1]) > 0) {
                    fields.put(window[1], value[0] + " " + (Long.parseLong(value[1]) - 1));
                }
            } else if (name.startsWith("rq:")) {
                requests.remove(name.substring(3));
            } else if (counters.containsKey(name) && Long.parseLong(counters.get(name).value) > 0) {
                Kept kept = counters.get(name);
                counters.put(name, new Kept(Long.toString(Long.parseLong(kept.value) - 1), kept.until));
            }
        }
    }

    /** sweep.lua: the entries. */
    List<String> sweep(long olderThan, int limit, long wall) {
        return outbox.values().stream()
                .filter(entry -> now(wall) > wall || Long.parseLong(entry.split("\t", 4)[2]) <= now(wall) - olderThan)
                .limit(limit)
                .toList();
    }

    /** look.lua. */
    List<String> look(List<String> leads) {
        return leads.stream()
                .map(lead -> {
                    String text = flights.containsKey(lead) ? "f" : records.getOrDefault(lead, "");
                    boolean whole = text.length() < 2 || LeadText.of(text).alarm() == 0 || alarm.containsKey(lead);
                    return text + (whole ? " +" : " -");
                })
                .toList();
    }

    /** missing.lua. */
    List<String> missing(List<String> leads) {
        return leads.stream()
                .filter(lead -> !records.containsKey(lead) && !flights.containsKey(lead))
                .toList();
    }

    /** news.lua. */
    long news(String tenant, long version) {
        if (version > newest.getOrDefault(tenant, 0L)) {
            newest.put(tenant, version);
        }
        return newest.getOrDefault(tenant, 0L);
    }

    /** ring.lua: the leads that are due. */
    List<String> ring(int limit, long lease, long wall) {
        long now = now(wall);
        List<String> due = alarm.entrySet().stream()
                .filter(e -> e.getValue() <= now)
                .sorted(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .limit(limit)
                .map(Map.Entry::getKey)
                .toList();
        due.forEach(lead -> alarm.put(lead, now + lease));
        clock = now;
        return due;
    }

    /** count.lua. */
    int count(List<String> a, long wall) {
        long now = now(wall);
        String tenant = a.get(0);
        String state = known.getOrDefault(tenant, "");
        if (state.equals(a.get(1))) {
            return 0;
        }
        String begin = a.get(2);
        int space = state.lastIndexOf(' ');
        String filler = state.startsWith("!") && space > 0 ? state.substring(1, space) : null;
        boolean mine = a.get(3).equals(filler);
        if (begin.equals("begin")) {
            if (filler != null && !mine && Math.abs(wall - Long.parseLong(state.substring(space + 1))) < 15_000) {
                return -1;
            }
        } else if (!mine) {
            return -1;
        }
        int cooldowns = 5 + 3 * Integer.parseInt(a.get(4));
        for (int i = 5; i < cooldowns; i += 3) {
            String[] window = a.get(i).split("#", -1);
            if (window.length == 3) {
                windows.computeIfAbsent(window[0], h -> new TreeMap<>()).put(window[1], window[2] + " " + a.get(i + 1));
            } else {
                counters.put(a.get(i), new Kept(a.get(i + 1), now + Long.parseLong(a.get(i + 2))));
            }
        }
        for (int i = cooldowns; i < a.size(); i += 4) {
            Map<String, String> whom = left.computeIfAbsent(a.get(i), l -> new TreeMap<>());
            if (Long.parseLong(whom.getOrDefault(a.get(i + 1), "0")) < Long.parseLong(a.get(i + 2))) {
                whom.put(a.get(i + 1), a.get(i + 2));
            }
            leftUntil.merge(a.get(i), now + Long.parseLong(a.get(i + 3)), Math::max);
        }
        known.put(tenant, begin.equals("end") ? a.get(1) : "!" + a.get(3) + " " + wall);
        return 1;
    }
}
