package io.pelagos.channel.generic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.DraftBuilder;
import io.pelagos.channel.JsonPath;
import io.pelagos.channel.Values;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The evidence that somebody agreed to be called, as American lead sellers send it: certificates of TrustedForm and
 * Jornaya, the tick, the address and the page. Kept as attributes {@code consent.*}, where one looks for it in a dispute.
 */
final class Consent {
    private static final Map<String, List<String>> NAMES = Map.of(
            "trustedform_cert_url", List.of("trustedform_cert_url", "xxTrustedFormCertUrl"),
            "universal_leadid", List.of("universal_leadid"),
            "opt_in", List.of("opt_in"),
            "ip_address", List.of("ip_address"),
            "landing_page", List.of("landing_page"));

    private Consent() {}

    /** What the mapping has taken stays where it was mapped to. */
    static void keep(DraftBuilder draft, ObjectNode lead, Set<String> taken) {
        NAMES.forEach((kept, names) -> {
            for (String name : names) {
                JsonPath.Found found = JsonPath.find(lead, name);
                String value = found == null || taken.contains(found.at()) ? null : Values.text(found.node());
                if (found != null && value != null) {
                    draft.attribute("consent." + kept, value);
                    taken.add(found.at());
                    return;
                }
            }
        });
    }
}
