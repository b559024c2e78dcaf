package io.pelagos.audit;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Goes through leads and their journals, page by page. Each page is one short read-only transaction with one snapshot:
 * a lead and its lines are seen at the same moment, so one that moves meanwhile is no finding; nobody is blocked, and
 * nothing that was deleted has to be kept for long.
 */
public final class Audit {
    private static final int LEADS_PAGE = 500;
    private static final int LINES_FETCH = 500;
    private static final String TENANTS = "select no, id from tenant order by no";
    /** The next number that is used at all, also by rows of a tenant that is not there. */
    private static final String NEXT_NUMBER = """
            select least((select min(tenant) from lead where tenant > ?), (select min(tenant) from journal where tenant > ?))""";

    private final Connection connection;
    private final Consumer<Finding> findings;
    private final Consumer<Counts> progress;
    private long leads;
    private long lines;
    private long bare;
    private long found;

    /**
     * How far it is.
     *
     * @param bare lines of older versions, whose tenant, transition and teams no hash covers
     */
    public record Counts(String tenant, long leads, long lines, long bare, long findings) {}

    /** @param progress hears after each page */
    public Audit(Connection connection, Consumer<Finding> findings, Consumer<Counts> progress) {
        this.connection = connection;
        this.findings = findings;
        this.progress = progress;
    }

    /** Number to id of all tenants, and of numbers that belong to none. */
    public SortedMap<Integer, String> tenants() throws SQLException {
        SortedMap<Integer, String> tenants = new TreeMap<>();
        try (var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(TENANTS)) {
            while (rows.next()) {
                tenants.put(rows.getInt(1), rows.getString(2));
            }
        }
        try (PreparedStatement next = connection.prepareStatement(NEXT_NUMBER)) {
            int last = Integer.MIN_VALUE;
            while (true) {
                next.setInt(1, last);
                next.setInt(2, last);
                try (ResultSet row = next.executeQuery()) {
                    row.next();
                    last = row.getInt(1);
                    if (row.wasNull()) {
                        return tenants;
                    }
                    tenants.putIfAbsent(last, "(no tenant has the number " + last + ")");
                }
            }
        }
    }

    /** All leads of a tenant, against exported heads if there are any. */
    public Counts tenant(int no, String id, @Nullable HeadsFile heads) throws SQLException, IOException {
        long after = Long.MIN_VALUE;
        while (after < Long.MAX_VALUE) {
            after = page(no, id, heads, after, Long.MAX_VALUE);
            progress.accept(counts(id));
        }
        return counts(id);
    }

    /** A single lead. */
    public Counts lead(int no, String id, long lead) throws SQLException, IOException {
        page(no, id, null, lead - 1, lead);
        return counts(id);
    }

    private Counts counts(String tenant) {
        return new Counts(tenant, leads, lines, bare, found);
    }

    /** Up to which lead it has looked. */
    private long page(int no, String id, @Nullable HeadsFile heads, long after, long limit)
            throws SQLException, IOException {
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try {
            Deque<Standing> rows = leads(no, after, limit);
            long upto = rows.size() < LEADS_PAGE ? limit : rows.getLast().lead();
            try (PreparedStatement statement = connection.prepareStatement(Line.SQL)) {
                statement.setFetchSize(LINES_FETCH);
                statement.setInt(1, no);
                statement.setLong(2, after);
                statement.setLong(3, upto);
                try (ResultSet journal = statement.executeQuery()) {
                    merge(no, id, rows, new Lines(journal), heads, upto);
                }
            }
            return upto;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
            connection.setReadOnly(false);
        }
    }

    private Deque<Standing> leads(int no, long after, long upto) throws SQLException {
        Deque<Standing> page = new ArrayDeque<>(LEADS_PAGE);
        try (PreparedStatement statement = connection.prepareStatement(Standing.SQL)) {
            statement.setInt(1, no);
            statement.setLong(2, after);
            statement.setLong(3, upto);
            statement.setInt(4, LEADS_PAGE);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    page.add(Standing.of(rows));
                }
            }
        }
        return page;
    }

    /** Leads, lines and heads, all in the order of leads: whichever has the next lead. */
    private void merge(int no, String id, Deque<Standing> rows, Lines journal, @Nullable HeadsFile heads, long upto)
            throws SQLException, IOException {
        while (true) {
            Standing row = rows.peek();
            Line line = journal.peek();
            Head head = peek(heads, upto);
            if (row == null && line == null && head == null) {
                return;
            }
            long lead = Math.min(
                    row == null ? Long.MAX_VALUE : row.lead(),
                    Math.min(line == null ? Long.MAX_VALUE : line.lead(), head == null ? Long.MAX_VALUE : head.lead()));
            LeadCheck check = new LeadCheck(id, no, lead, take(heads, lead), this::found);
            for (; line != null && line.lead() == lead; line = journal.peek()) {
                check.line(line);
                journal.next();
                lines++;
            }
            check.end(row != null && row.lead() == lead ? rows.poll() : null);
            bare += check.bare();
            leads++;
        }
    }

    private static @Nullable Head peek(@Nullable HeadsFile heads, long upto) {
        Head head = heads == null ? null : heads.peek();
        return head == null || head.lead() > upto ? null : head;
    }

    private static @Nullable Head take(@Nullable HeadsFile heads, long lead) throws IOException {
        Head head = peek(heads, lead);
        return heads == null || head == null ? null : heads.take();
    }

    private void found(Finding finding) {
        found++;
        findings.accept(finding);
    }

    /** Rows of the journal, one ahead. */
    private static final class Lines {
        private final ResultSet rows;
        private @Nullable Line next;

        Lines(ResultSet rows) throws SQLException {
            this.rows = rows;
            next();
        }

        @Nullable
        Line peek() {
            return next;
        }

        void next() throws SQLException {
            next = rows.next() ? Line.of(rows) : null;
        }
    }
}
