package io.pelagos.pool;

import io.pelagos.team.Agent;

/** What leads ask of agents, judged as lanes.lua does it. */
final class Lanes {
    private Lanes() {}

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
