package io.pelagos.pool;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What leads ask of agents, judged as lanes.lua does it. */
final class Lanes {
    /** What nobody has of himself: who is offered a lead, and whom the server gives one, has it for that lead. */
    static final String RESERVED = "a:1 ";

    private static final String SERVERS = "auto=1";
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

    /** The lane of a lead that the server gives away. */
    static String reserved(String lane) {
        return lane.isEmpty() ? SERVERS : SERVERS + "&" + lane;
    }

    /** What else a lane asks for than that the server gives its leads away; empty for nothing. */
    static String withoutReserve(String lane) {
        return lane.equals(SERVERS) ? "" : lane.startsWith(SERVERS + "&") ? lane.substring(SERVERS.length() + 1) : lane;
    }

    /**
     * Whether somebody has what a lane asks for: {@code skill=a&region=sh&seniority=3}; empty for nothing.
     *
     * @param has as {@link Names#offers}
     */
    static boolean open(String lane, String has, int seniority) {
        for (String demand : lane.isEmpty() ? new String[0] : lane.split("&", -1)) {
            String[] parts = demand.split("=", 2);
            boolean open = parts[0].equals("seniority")
                    ? Integer.parseInt(parts[1]) <= seniority
                    : has.contains(" " + parts[0].charAt(0) + ":" + parts[1] + " ");
            if (!open) {
                return false;
            }
        }
        return true;
    }

    /** What a lane asks for under a name, decoded. */
    static List<String> values(String lane, String name) {
        List<String> values = new ArrayList<>();
        for (String demand : lane.isEmpty() ? new String[0] : lane.split("&", -1)) {
            if (demand.startsWith(name + "=")) {
                values.add(URLDecoder.decode(demand.substring(name.length() + 1), StandardCharsets.UTF_8));
            }
        }
        return values;
    }
}
