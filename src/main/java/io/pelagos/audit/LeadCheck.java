package io.pelagos.audit;

import io.pelagos.audit.Finding.Kind;
import io.pelagos.journal.LeadEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows one lead through its journal, line by line, and holds no more than the line before. One change is told once:
 * a line after a doubtful one may fit what is stored there or what should be.
 */
final class LeadCheck {
    /** Of lines with the same version. */
    private static final int CANDIDATES_MAX = 8;

    private final String tenant;
    private final int tenantNo;
    private final long lead;
    private final @Nullable Head head;
    private final Consumer<Finding> findings;
    private final Path path = new Path();
    private int last;
    /** Hashes that the next line may be chained to; empty when lines before it are missing. */
    private List<byte[]> before = new ArrayList<>(List.of(new byte[0]));

    private boolean whole = true;
    private boolean doubted;
    private long bare;

    /** @param head what was exported of this lead; null when nothing is to be compared */
    LeadCheck(String tenant, int tenantNo, long lead, @Nullable Head head, Consumer<Finding> findings) {
        this.tenant = tenant;
        this.tenantNo = tenantNo;
        this.lead = lead;
        this.head = head;
        this.findings = findings;
    }

    /** Lines whose bytes do not hold all columns. */
    long bare() {
        return bare;
    }

    /** The next line, in the order of versions. */
    void line(Line line) {
        int version = line.version();
        if (version < 1) {
            tell(version, Kind.INSERTED, "no line has such a version");
            return;
        }
        if (version == last) {
            whole = false;
            tell(version, Kind.INSERTED, "there are two lines of this version");
            if (before.size() < CANDIDATES_MAX) {
                before.add(line.hash());
            }
            return;
        }
        if (version > last + 1) {
            missing(last + 1, version - 1, "between others");
            before = new ArrayList<>();
            path.lose();
        }
        compare(line, chained(line));
        if (head != null && head.version() == version && !Arrays.equals(head.hash(), line.hash())) {
            tell(version, Kind.REWRITTEN, "its hash is not the one that was exported");
        }
        last = version;
    }

    /** Whether it fits one of those that may be before it; the next one is chained to its stored hash, or to what that should be. */
    private boolean chained(Line line) {
        List<byte[]> after = new ArrayList<>();
        after.add(line.hash());
        boolean fits = before.isEmpty();
        for (byte[] candidate : before) {
            byte[] hash = LeadEvent.chain(candidate, line.body());
            fits |= Arrays.equals(hash, line.hash());
            if (after.size() < CANDIDATES_MAX) {
                after.add(hash);
            }
        }
        before = after;
        return fits;
    }

    private void compare(Line line, boolean fits) {
        int version = line.version();
        LineText text = LineText.of(line.body());
        if (text == null) {
            whole = false;
            tell(version, Kind.CHANGED, "its bytes are no line of a journal");
            return;
        }
        if (text.lead() != lead) {
            tell(version, Kind.MOVED, "it is version " + text.version() + " of lead " + text.lead());
        } else if (text.ofOther(tenantNo)) {
            tell(version, Kind.MOVED, "it is a line of another tenant");
        } else if (text.version() != version) {
            tell(version, Kind.SWAPPED, "it is the line of version " + text.version());
        } else {
            List<String> faults = text.differences(line, path.pool());
            if (!fits) {
                faults.add("its bytes do not fit its hash and that of the line before");
            }
            if (!faults.isEmpty()) {
                tell(version, Kind.CHANGED, String.join("; ", faults));
            } else {
                // The server wrote this line itself, on what it found in the lead's row.
                List<String> breaks = path.breaks(text);
                if (!breaks.isEmpty()) {
                    tell(version, Kind.HEAD, "the lead was changed beside its journal: " + String.join("; ", breaks));
                }
            }
        }
        bare += text.whole() ? 0 : 1;
        path.follow(text, line);
    }

    /** Behind the last line: compares it with the lead itself, null when there is none. */
    void end(@Nullable Standing row) {
        if (row == null) {
            tell(
                    last,
                    Kind.HEAD,
                    last > 0 ? "the lead is gone, its journal is there" : "the lead and its journal are gone");
        } else if (row.version() > last) {
            missing(last + 1, row.version(), "the last");
        } else if (row.version() < last) {
            tell(row.version() + 1, Kind.INSERTED, "the lead is at version " + row.version() + ", its journal goes on");
        } else {
            compare(row);
        }
        if (head != null && head.version() > last && (row == null || row.version() <= last)) {
            missing(last + 1, head.version(), "the last, as the exported hashes tell; the lead was put back with them");
        }
    }

    private void compare(Standing row) {
        if (before.stream().noneMatch(hash -> Arrays.equals(hash, row.chain()))) {
            tell(last, Kind.HEAD, "the lead's chain is not the hash of its last line");
        }
        // What was found before may be the reason for the rest.
        if (whole && !doubted) {
            List<String> columns = path.differences(row);
            if (!columns.isEmpty()) {
                tell(last, Kind.HEAD, String.join("; ", columns));
            }
        }
    }

    private void missing(int from, int to, String which) {
        whole = false;
        String lines = from == to ? "the line is missing" : (to - from + 1) + " lines are missing";
        tell(from, Kind.REMOVED, lines + ", " + which);
    }

    private void tell(int version, Kind kind, String detail) {
        doubted = true;
        findings.accept(new Finding(tenant, lead, version, kind, detail));
    }
}
