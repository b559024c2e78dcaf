package io.pelagos.journal.sim;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The reference model of one call of claim.lua or step.lua, between decide-head.lua and decide-tail.lua. */
final class DecideModel {
    private final CellModel cell;
    private final boolean claims;
    private final long wall;
    private final long now;

    // Of the request.
    private String[] f;
    private Context context;

    private record Context(String tenant, long version, JsonObject policy, boolean counted) {}

    /** What one request is answered: a word with details behind newlines, and its entry. */
    record Reply(String text, String entry) {
        static Reply of(String text) {
            return new Reply(text, "");
        }
    }

    DecideModel(CellModel cell, boolean claims, long wall) {
        this.cell = cell;
        this.claims = claims;
        this.wall = wall;
        this.now = cell.now(wall);
    }

    long now() {
        return now;
    }

    List<Reply> decide(List<String> arguments) {
        int contexts = Integer.parseInt(arguments.get(0));
        List<Context> all = new ArrayList<>();
        for (int i = 1; i <= 3 * contexts; i += 3) {
            String policy = arguments.get(i + 2);
            JsonObject json = policy.isEmpty() ? null : new JsonObject(policy);
            boolean counted = json == null
                    || (!claims && !json.containsKey("defs"))
                    || cell.known.getOrDefault(json.getString("tenant"), "").equals(json.getString("defs"));
            all.add(new Context(arguments.get(i), Long.parseLong(arguments.get(i + 1)), json, counted));
        }
        List<Reply> replies = new ArrayList<>();
        for (String text : arguments.subList(1 + 3 * contexts, arguments.size())) {
            f = text.split("\t", -1);
            context = all.get(Integer.parseInt(f[1]) - 1);
            replies.add(answer());
        }
        cell.clock = now;
        return replies;
    }

    private Reply answer() {
        CellModel.Kept kept = f[2].isEmpty() ? null : cell.requests.get(f[2]);
        if (kept != null) {
            String[] known = kept.value().split("\n", 2);
            return known[0].equals(f[3]) ? new Reply("replay", known[1]) : Reply.of("reused");
        }
        if (context.version < cell.newest.getOrDefault(context.tenant, 0L)) {
            return Reply.of("stale");
        }
        cell.news(context.tenant, context.version);
        return claims ? claim() : step();
    }

    // Claims: agent, team, lead, count, has, seniority, reason, patch, said.

    private Reply claim() {
        JsonObject policy = context.policy;
        String agent = f[5];
        String lead = f[7];
        long count = Long.parseLong(f[8]);
        if (now < policy.getLong("from") || now >= policy.getLong("to")) {
            return Reply.of("stale");
        } else if (!context.counted) {
            return Reply.of("uncounted");
        }
        refuseWhatIsLeftOut(policy);
        if (!lead.isEmpty()) {
            String refusal = chosen(policy, lead, agent, f[6]);
            if (!refusal.isEmpty()) {
                return Reply.of(refusal);
            }
        }
        List<Counter> counters = new ArrayList<>();
        JsonArray quotas = policy.getJsonArray("quotas");
        for (int i = 0; i < quotas.size(); i++) {
            Counter counter = counter(quotas.getJsonObject(i), agent, f[6]);
            if (counter.used >= counter.max) {
                return Reply.of("quota-exceeded\n" + (i + 1) + "\n" + counter.used + "\n" + counter.frees);
            }
            count = Math.min(count, counter.max - counter.used);
            counters.add(counter);
        }
        Map<String, Integer> held = cell.held(agent);
        int inPool = capped(held, policy, "cap", "p:" + policy.getString("pool"), policy.getString("pool"));
        int all = policy.getInteger("all") > 0 ? capped(held, policy, "all", "all", "") : 0;
        int untouched = held.getOrDefault("u", 0);
        int mayBe = policy.getInteger("untouched");
        if (mayBe >= 0) {
            if (untouched > mayBe) {
                return Reply.of("work-first\nuntouched\n" + untouched);
            }
            count = Math.min(count, mayBe + 1 - untouched);
        }
        if (policy.getInteger("cap") > 0) {
            if (inPool >= policy.getInteger("cap")) {
                return Reply.of("owned-full\npool\n" + inPool);
            }
            count = Math.min(count, policy.getInteger("cap") - inPool);
        }
        if (policy.getInteger("all") > 0) {
            if (all >= policy.getInteger("all")) {
                return Reply.of("owned-full\nall\n" + all);
            }
            count = Math.min(count, policy.getInteger("all") - all);
        }
        long most = count;
        List<String> leads = lead.isEmpty()
                ? cell.pool(policy.getString("pool")).stream()
                        .filter(id -> cooling(policy, id, agent, f[6]) == 0)
                        .limit(most)
                        .toList()
                : List.of(lead);
        return leads.isEmpty() ? Reply.of("pool-empty") : take(policy, agent, leads, counters, inPool, all);
    }

    private static void refuseWhatIsLeftOut(JsonObject policy) {
        if (policy.containsKey("turn") || policy.getBoolean("first") || policy.getInteger("overdue") >= 0) {
            throw new IllegalArgumentException("the model does not know: " + policy);
        }
    }

    private String chosen(JsonObject policy, String lead, String agent, String team) {
        if (cell.flights.containsKey(lead)) {
            return "busy";
        }
        String text = cell.records.get(lead);
        if (text == null) {
            return "not-found";
        }
        LeadText r = LeadText.of(text);
        boolean here = r.pool().equals(policy.getString("pool"));
        if (r.owned() || !here) {
            return r.owned() && here ? "already-claimed" : "not-found";
        }
        long till = cooling(policy, lead, agent, team);
        return till > 0 ? "cooling-down\n" + till : "";
    }

    /** When the agent may claim the lead again; 0: now. */
    private long cooling(JsonObject policy, String lead, String agent, String team) {
        Map<String, String> whom = cell.left.getOrDefault(lead, Map.of());
        if (!LeadText.of(cell.records.get(lead)).has('c')) {
            return 0;
        }
        long till = 0;
        if (policy.getLong("cool_agent") > 0 && whom.containsKey("a:" + agent)) {
            till = Long.parseLong(whom.get("a:" + agent)) + policy.getLong("cool_agent");
        }
        if (policy.getLong("cool_team") > 0 && whom.containsKey("t:" + team)) {
            till = Math.max(till, Long.parseLong(whom.get("t:" + team)) + policy.getLong("cool_team"));
        }
        return till > now ? till : 0;
    }

    /** A limit, and what was used of it; {@code field} and {@code base} of an agent's calendar window. */
    private record Counter(String name, String field, String base, long used, long max, long frees, long ttl) {}

    private Counter counter(JsonObject quota, String agent, String team) {
        String scope = quota.getString("scope");
        String what = quota.getString("what");
        long step = quota.getLong("step");
        long max = quota.getLong("max");
        String base = quota.getString("base");
        if (scope.equals("a") && step == 0) {
            String[] value = cell.windows
                    .getOrDefault("h:" + agent, Map.of())
                    .getOrDefault("q:" + what, "0 0")
                    .split(" ", -1);
            long used = value[0].equals(base) ? Long.parseLong(value[1]) : 0;
            return new Counter("#q:" + what + "#" + base, "q:" + what, base, used, max, quota.getLong("frees"), 0);
        }
        String key =
                "q:" + scope + "/" + (scope.equals("a") ? agent : scope.equals("t") ? team : "") + "/" + what + ":";
        if (step == 0) {
            return new Counter(
                    key + base, "", "", counted(key + base), max, quota.getLong("frees"), quota.getLong("ttl"));
        }
        long index = now / step;
        long buckets = quota.getLong("buckets");
        long sum = 0;
        long frees = 0;
        for (long i = index - buckets; i <= index; i++) {
            long n = counted(key + i);
            sum += n;
            frees = n > 0 && frees == 0 ? (i + buckets + 1) * step : frees;
        }
        return new Counter(key + index, "", "", sum, max, frees == 0 ? now : frees, quota.getLong("ttl"));
    }

    private long counted(String key) {
        CellModel.Kept kept = cell.counters.get(key);
        return kept == null ? 0 : Long.parseLong(kept.value());
    }

    /** What counts for a cap: all, without the won or the nurtured ones if it leaves these out. */
    private static int capped(Map<String, Integer> held, JsonObject policy, String cap, String count, String pool) {
        int n = held.getOrDefault(count, 0);
        if (policy.getInteger(cap) > 0) {
            n -= policy.getBoolean(cap + "_won") ? 0 : held.getOrDefault("w:" + pool, 0);
            n -= policy.getBoolean(cap + "_nurtured") ? 0 : held.getOrDefault("n:" + pool, 0);
        }
        return n;
    }

    private Reply take(
            JsonObject policy, String agent, List<String> leads, List<Counter> counters, int inPool, int all) {
        StringBuilder usage = new StringBuilder();
        List<String> names = new ArrayList<>();
        for (Counter counter : counters) {
            usage.append(counter.used + leads.size()).append(',');
            names.add(counter.name);
            count(counter, agent, leads.size());
        }
        usage.append(inPool + leads.size()).append(',').append(all + leads.size());
        StringBuilder moves = new StringBuilder();
        for (String lead : leads) {
            String before = cell.records.get(lead);
            LeadText r = LeadText.of(before);
            String after = "o|" + (r.version() + 1) + "|" + policy.getString("pool") + "|" + agent + "|" + f[6] + "|"
                    + now + "|0|" + r.flags() + "u|0";
            moves.append(depart(lead, before, after, r.version() + 1));
        }
        String head = head("claimed", f[11], f[12], "", f[13], "", String.join(" ", names));
        return new Reply("ok\n" + usage, entry(head + moves));
    }

    private void count(Counter counter, String agent, int n) {
        if (!counter.field.isEmpty()) {
            cell.windows
                    .computeIfAbsent("h:" + agent, h -> new TreeMap<>())
                    .put(counter.field, counter.base + " " + (counter.used + n));
            return;
        }
        CellModel.Kept kept = cell.counters.get(counter.name);
        long sum = counted(counter.name) + n;
        long until = kept == null || sum == n ? now + counter.ttl : kept.until();
        cell.counters.put(counter.name, new CellModel.Kept(Long.toString(sum), until));
    }

    // Steps: lead, expected, version, type, reason, patch, data, sealed, also, to, pool, owner, team, next, flags,
    // limit, given back.

    private Reply step() {
        String lead = f[5];
        String before = cell.records.getOrDefault(lead, "");
        if (cell.flights.containsKey(lead)) {
            return Reply.of("busy");
        }
        LeadText r = before.isEmpty() ? null : LeadText.of(before);
        if (!f[6].equals(r == null ? "" : Integer.toString(r.version()))) {
            return Reply.of("changed");
        } else if (!context.counted) {
            return Reply.of("uncounted");
        }
        boolean comes = f[14].equals("o") && (r == null || !r.owner().equals(f[16]));
        boolean goes = !f[14].equals("o") && r != null && r.owned();
        String refusal = refusal(r, comes, goes);
        if (!refusal.isEmpty()) {
            return Reply.of(refusal);
        }
        String after =
                switch (f[14]) {
                    case "p" -> "p|" + f[7] + "|" + f[15] + "||0|0|" + f[19] + "|0|";
                    case "o" ->
                        "o|" + f[7] + "|" + f[15] + "|" + f[16] + "|" + f[17] + "|" + (comes ? now : r.claimed()) + "|"
                                + f[18] + "|" + f[19] + "|0";
                    default -> "";
                };
        String head = head(f[8], f[9], stamped(f[10]), stamped(f[11]), f[12], f[13], f[21]);
        return new Reply("ok", entry(head + depart(lead, before, after, Integer.parseInt(f[7]))));
    }

    private String refusal(LeadText r, boolean comes, boolean goes) {
        JsonObject policy = context.policy != null && context.policy.containsKey("cap") ? context.policy : null;
        String pool = comes ? f[15] : r == null ? "" : r.pool();
        if (policy != null && (comes || goes)) {
            Map<String, Integer> held = cell.held(comes ? f[16] : r.owner());
            int inPool = capped(held, policy, "cap", "p:" + pool, pool);
            int cap = policy.getInteger("cap");
            int all = policy.getInteger("all") > 0 ? capped(held, policy, "all", "all", "") : 0;
            if (comes && cap > 0 && inPool >= cap) {
                return "owned-full\npool\n" + inPool + "\n" + pool.substring(pool.indexOf('/') + 1);
            } else if (comes && policy.getInteger("all") > 0 && all >= policy.getInteger("all")) {
                return "owned-full\nall\n" + all;
            } else if (goes
                    && (cap == 0 || inPool <= cap)
                    && (policy.getInteger("all") == 0 || all <= policy.getInteger("all"))) {
                return "no-excess";
            }
        }
        if (f[20].isEmpty()) {
            return "";
        }
        char flag = f[20].charAt(0);
        int count = cell.held(f[16]).getOrDefault(flag == 'n' ? "m" : String.valueOf(flag), 0);
        boolean has = r != null && r.has(flag);
        return !has && count >= Integer.parseInt(f[20].substring(2)) ? "too-many\n" + flag + "\n" + count : "";
    }

    private String stamped(String text) {
        return text.replace("\"\\u0001now\"", Long.toString(now));
    }

    // Both.

    private String head(
            String type, String reason, String patch, String data, String sealed, String also, String counters) {
        return String.join(
                "\t",
                f[0],
                context.tenant,
                Long.toString(now),
                type,
                f[4],
                f[2],
                f[3],
                reason,
                patch,
                data,
                sealed,
                also,
                counters);
    }

    private String depart(String lead, String before, String after, int version) {
        if (!before.isEmpty() && LeadText.of(before).alarm() > 0) {
            cell.alarm.remove(lead);
        }
        cell.flights.put(lead, new CellModel.Flight(f[0], before, after));
        return "\t" + lead + "," + version + "," + before + "," + after;
    }

    private String entry(String entry) {
        cell.outbox.put(f[0], entry);
        if (!f[2].isEmpty()) {
            cell.requests.put(f[2], new CellModel.Kept(f[3] + "\n" + entry, wall + 600_000));
        }
        return entry;
    }
}
