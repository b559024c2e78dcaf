package io.pelagos.pool;

import io.pelagos.team.Agent;
import java.util.TreeSet;

/** What leads ask of agents, judged as lanes.lua does it. */
final class Lanes {
    private static final String SENIORITY = "seniority=";

    private Lanes() {}

    /** The lane of a lead that asks for so much seniority besides; the higher of two counts. */
    static String withSeniority(String lane, int seniority) {
        TreeSet<String> parts = new TreeSet<>();
        int most = seniority;
        for (String demand : lane.isEmpty() ? new String[0] : lane.split("&", -1)) {
            if (demand.startsWith(SENIORITY)) {
                most = Math.max(most, Integer.parseInt(demand.substring(SENIORITY.length())));
            } else {
                parts.add(demand);
            }
        }
        if (most > 0) {
            parts.add(SENIORITY + most);
        }
        return String.join("&", parts);
    }

    /** Whether the agent has what the lane asks for: {@code skill=a&region=sh&seniority=3}; empty for nothing. */
    static boolean open(String lane, Agent agent) {
        String has = Names.offers(agent);
        for (String demand : lane.isEmpty() ? new String[0] : lane.split("&", -1)) {
            String[] parts = demand.split("=", 2);
            boolean open = parts[0].equals("seniority")
                    ? Integer.parseInt(parts[1]) <= agent.seniority()
                    : has.contains(" " + parts[0].charAt(0) + ":" + parts[1] + " ");
            if (!open) {
                return false;
            }
        }
        return true;
    }
}
