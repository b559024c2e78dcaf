package io.pelagos.month;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads all journals of the month and has them checked. */
final class Audit {

    private Audit() {}

    static Report of(Plant plant, Firm firm, Policy policy, Ledger ledger, List<Long> settled, Pace pace)
            throws SQLException {
        Checker checker = new Checker(policy, settled, ledger);
        Set<Long> seen = new HashSet<>();
        Map<Long, Row> rows;
        try (Connection connection = plant.database()) {
            Archive archive = new Archive(connection, firm.id());
            rows = archive.rows();
            archive.journals((lead, life) -> {
                seen.add(lead);
                checker.lead(lead, life, rows.get(lead));
            });
        }
        Findings findings = checker.end(seen::contains);
        rows.keySet().stream()
                .filter(lead -> !seen.contains(lead))
                .forEach(lead -> findings.add("a lead without its journal", "lead " + lead));
        return new Report(
                seen.size(),
                checker.types(),
                ledger.answers(),
                checker.limits().most(),
                checker.limits().fullDays(),
                findings.counts(),
                findings.shown(),
                pace.toString());
    }
}
