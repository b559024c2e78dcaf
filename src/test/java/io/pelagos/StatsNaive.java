package io.pelagos;

import io.pelagos.StatsHistory.Life;
import io.pelagos.StatsHistory.Line;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The same numbers as those of the server, worked out lead by lead from what happened, as slowly and plainly as can be. */
final class StatsNaive {
    private static final Set<String> UNANSWERED = Set.of("no_answer", "busy", "wrong_number", "empty_number");

    private final List<Life> lives;
    private final long from;
    private final long to;

    StatsNaive(List<Life> lives, long from, long to) {
        this.lives = lives;
        this.from = from;
        this.to = to;
    }

    private boolean during(Line line) {
        return line.at() >= from && line.at() < to;
    }

    /** Follow-ups of the time that no verdict of the time has made void. */
    private List<Line> contacts(Life life) {
        Map<Integer, Boolean> fake = new HashMap<>();
        life.lines.stream()
                .filter(this::during)
                .filter(l -> l.type().equals("reviewed"))
                .forEach(l -> fake.put(
                        l.data().getInteger("followup"),
                        l.data().getString("verdict").equals("fake")));
        return life.lines.stream()
                .filter(this::during)
                .filter(l -> l.type().equals("followed_up") && !fake.getOrDefault(l.version(), false))
                .toList();
    }

    private static boolean begins(Line line) {
        return line.owner() != null && !line.owner().equals(line.fromOwner());
    }

    private static boolean reached(Line contact) {
        return !UNANSWERED.contains(contact.data().getString("outcome"));
    }

    private static Long median(List<Double> seconds) {
        if (seconds.isEmpty()) {
            return null;
        }
        Collections.sort(seconds);
        int middle = seconds.size() / 2;
        double median =
                seconds.size() % 2 == 1 ? seconds.get(middle) : (seconds.get(middle - 1) + seconds.get(middle)) / 2;
        return Math.round(median);
    }

    JsonObject channel(String channel, boolean all) {
        Map<String, Long> n = new HashMap<>();
        List<Double> toClaim = new ArrayList<>();
        List<Double> toContact = new ArrayList<>();
        Map<String, BigDecimal> value = new TreeMap<>();
        for (Life life : lives) {
            boolean came = life.receivedMillis() >= from && life.receivedMillis() < to;
            if (!came || !(all || java.util.Objects.equals(channel, life.channel))) {
                continue;
            }
            n.merge("leads", 1L, Long::sum);
            life.lines.stream()
                    .filter(this::during)
                    .filter(StatsNaive::begins)
                    .findFirst()
                    .ifPresent(line -> {
                        n.merge("claimed_leads", 1L, Long::sum);
                        toClaim.add((line.at() - life.receivedMillis()) / 1000.0);
                    });
            List<Line> contacts = contacts(life);
            if (!contacts.isEmpty()) {
                n.merge("contacted_leads", 1L, Long::sum);
                n.merge("contacts", (long) contacts.size(), Long::sum);
                toContact.add((contacts.get(0).at() - life.receivedMillis()) / 1000.0);
                n.merge("reached_leads", contacts.stream().anyMatch(StatsNaive::reached) ? 1L : 0, Long::sum);
            }
            if (life.lines.stream().anyMatch(l -> during(l) && l.type().equals("opportunity"))) {
                n.merge("opportunity_leads", 1L, Long::sum);
            }
            life.lines.stream()
                    .filter(this::during)
                    .filter(l -> l.data().containsKey("deal"))
                    .forEach(l -> {
                        n.merge("won_leads", l.type().equals("won") ? 1L : 0, Long::sum);
                        JsonObject deal = l.data().getJsonObject("deal");
                        value.merge(
                                deal.getString("currency"), new BigDecimal(deal.getString("amount")), BigDecimal::add);
                    });
        }
        JsonObject told = new JsonObject();
        for (String name : List.of(
                "leads",
                "claimed_leads",
                "contacted_leads",
                "reached_leads",
                "opportunity_leads",
                "won_leads",
                "contacts")) {
            told.put(name, n.getOrDefault(name, 0L));
        }
        told.put("median_time_to_claim_seconds", median(toClaim));
        told.put("median_time_to_first_contact_seconds", median(toContact));
        return told.put("value", money(value));
    }

    private static JsonArray money(Map<String, BigDecimal> value) {
        JsonArray money = new JsonArray();
        value.forEach((currency, amount) ->
                money.add(new JsonObject().put("currency", currency).put("amount", amount.doubleValue())));
        return money;
    }

    JsonObject agent(String agent) {
        Map<String, Long> n = new HashMap<>();
        List<Double> waits = new ArrayList<>();
        BigDecimal wins = BigDecimal.ZERO;
        Map<String, BigDecimal> value = new TreeMap<>();
        for (Life life : lives) {
            List<Line> contacts = contacts(life);
            for (int i = 0; i < life.lines.size(); i++) {
                Line line = life.lines.get(i);
                if (!during(line)) {
                    continue;
                }
                if (begins(line) && line.owner().equals(agent)) {
                    n.merge(line.type().equals("claimed") ? "claims" : "assignments", 1L, Long::sum);
                    held(life, i, contacts, n, waits);
                }
                if (agent.equals(line.leftAgent())) {
                    n.merge(line.type(), 1L, Long::sum);
                }
                if (line.data().containsKey("deal")) {
                    for (Object one : line.data().getJsonObject("credit").getJsonArray("shares")) {
                        JsonObject share = (JsonObject) one;
                        if (share.getString("agent").equals(agent)) {
                            BigDecimal part = BigDecimal.valueOf(share.getInteger("percent"), 2);
                            wins = wins.add(part);
                            JsonObject deal = line.data().getJsonObject("deal");
                            value.merge(
                                    deal.getString("currency"),
                                    part.multiply(new BigDecimal(deal.getString("amount"))),
                                    BigDecimal::add);
                        }
                    }
                }
            }
            for (Line contact : contacts) {
                if (agent.equals(contact.owner())) {
                    n.merge("contacts", 1L, Long::sum);
                    if (contact.data().getString("method").equals("call")) {
                        n.merge("calls", 1L, Long::sum);
                        n.merge("answered_calls", reached(contact) ? 1L : 0, Long::sum);
                    }
                }
            }
        }
        JsonObject told = new JsonObject();
        for (String name : List.of(
                "claims",
                "assignments",
                "contacts",
                "calls",
                "answered_calls",
                "first_contacts",
                "released",
                "recycled",
                "unworked")) {
            told.put(name, n.getOrDefault(name, 0L));
        }
        told.put("median_time_to_first_contact_seconds", median(waits));
        return told.put("wins", wins.doubleValue()).put("value", money(value));
    }

    /** What became of an ownership that began with this line. */
    private void held(Life life, int began, List<Line> contacts, Map<String, Long> n, List<Double> waits) {
        Line first = null;
        boolean ended = false;
        for (int i = began + 1; i < life.lines.size() && during(life.lines.get(i)) && !ended; i++) {
            Line line = life.lines.get(i);
            ended = line.leftAgent() != null;
            first = first == null && !ended && contacts.contains(line) ? line : first;
        }
        if (first != null) {
            n.merge("first_contacts", 1L, Long::sum);
            waits.add((first.at() - life.lines.get(began).at()) / 1000.0);
        } else if (ended) {
            n.merge("unworked", 1L, Long::sum);
        }
    }

    JsonObject pool(String pool) {
        Map<String, Long> n = new HashMap<>();
        List<Double> waits = new ArrayList<>();
        for (Life life : lives) {
            long entered = -1;
            for (Line line : life.lines) {
                boolean was =
                        line.fromState().equals("pooled") && line.fromPool().equals(pool);
                boolean is = line.state().equals("pooled") && line.pool().equals(pool);
                stock(line, was, is, n);
                if (!during(line)) {
                    continue;
                }
                if (is && !was) {
                    n.merge("entered", 1L, Long::sum);
                    n.merge(line.type(), 1L, Long::sum);
                    entered = line.at();
                }
                if (was && !is) {
                    n.merge("left", 1L, Long::sum);
                    if (line.state().equals("owned")) {
                        n.merge("taken", 1L, Long::sum);
                        n.merge("claims", line.type().equals("claimed") ? 1L : 0, Long::sum);
                        if (entered >= 0) {
                            waits.add((line.at() - entered) / 1000.0);
                        }
                    }
                    entered = -1;
                }
                boolean of = line.fromPool() != null && line.fromPool().equals(pool);
                n.merge("closed", of && line.type().equals("closed") ? 1L : 0, Long::sum);
                n.merge("wins", pool.equals(line.pool()) && line.type().equals("won") ? 1L : 0, Long::sum);
            }
        }
        JsonObject told = new JsonObject();
        for (String name : List.of(
                "entered",
                "received",
                "released",
                "recycled",
                "taken",
                "claims",
                "left",
                "closed",
                "wins",
                "stock_at_start",
                "stock_at_end",
                "stock_now")) {
            told.put(name, n.getOrDefault(name, 0L));
        }
        return told.put("median_wait_seconds", median(waits));
    }

    private void stock(Line line, boolean was, boolean is, Map<String, Long> n) {
        long change = (is ? 1L : 0L) - (was ? 1L : 0L);
        n.merge("stock_now", change, Long::sum);
        n.merge("stock_at_end", line.at() < to ? change : 0, Long::sum);
        n.merge("stock_at_start", line.at() < from ? change : 0, Long::sum);
    }

    /** Leads that went from one place to another. */
    Map<String, Long> flow() {
        Map<String, Long> flow = new TreeMap<>();
        for (Life life : lives) {
            life.lines.stream().filter(this::during).forEach(line -> {
                String was = place(line.fromState(), line.fromPool());
                String is = place(line.state(), line.pool());
                if (!was.equals(is)) {
                    flow.merge(was + " > " + is, 1L, Long::sum);
                }
            });
        }
        return flow;
    }

    private static String place(String state, String pool) {
        return switch (state) {
            case "pooled" -> "pool " + pool;
            case "owned" -> "agents " + pool;
            default -> state + " null";
        };
    }

    /** Agents who got leads out of a pool. */
    Map<String, Long> shares(String pool) {
        Map<String, Long> shares = new HashMap<>();
        lives.forEach(life -> life.lines.stream()
                .filter(line -> during(line) && begins(line) && pool.equals(line.pool()))
                .forEach(line -> shares.merge(line.owner(), 1L, Long::sum)));
        return shares;
    }

    /** Leads that were taken so often and never won. */
    Map<String, Long> unsold(int min) {
        Map<String, Long> unsold = new HashMap<>();
        for (Life life : lives) {
            long taken = life.lines.stream()
                    .filter(line -> during(line) && begins(line))
                    .count();
            if (taken >= min && !life.won) {
                unsold.put(Long.toString(life.id), taken);
            }
        }
        return unsold;
    }

    /** Calls by weekday and hour of that zone: how many, how many answered. */
    Map<String, Set<Integer>> hours(java.time.ZoneId zone) {
        Map<String, Set<Integer>> hours = new HashMap<>();
        for (Life life : lives) {
            for (Line contact : contacts(life)) {
                if (contact.data().getString("method").equals("call")) {
                    var at = java.time.Instant.ofEpochMilli(contact.at()).atZone(zone);
                    // The versions and ids of all are unlike, so sets count.
                    hours.computeIfAbsent(
                                    at.getDayOfWeek().getValue() + "/" + at.getHour() + (reached(contact) ? "+" : "-"),
                                    k -> new HashSet<>())
                            .add(System.identityHashCode(contact));
                }
            }
        }
        return hours;
    }
}
