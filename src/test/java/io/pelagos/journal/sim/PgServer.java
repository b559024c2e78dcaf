package io.pelagos.journal.sim;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** PostgreSQL's side of the connections: statements of one in their order, locks, transactions. */
final class PgServer {
    private final World world;
    final PgModel tables;
    private final Set<Backend> sharing = new LinkedHashSet<>();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    /** Who has the cell's lock alone. */
    private Backend alone;
    /** Who has the lock of rebuilds. */
    private Backend rebuilding;

    PgServer(World world, PgModel tables) {
        this.world = world;
        this.tables = tables;
    }

    /** A statement, and who hears what became of it. */
    private record Statement(String sql, Tuple arguments, BiConsumer<PgRows, PgException> answer) {}

    /** One connection's backend. */
    final class Backend {
        private final Deque<Statement> queue = new ArrayDeque<>();
        private boolean busy;
        private boolean dead;
        /** The client is gone; what has come is done, then it ends. */
        private boolean ending;
        /** What its transaction has written and not committed. */
        private Runnable written;

        private long xid;

        void arrive(String sql, Tuple arguments, BiConsumer<PgRows, PgException> answer) {
            if (!dead) {
                queue.add(new Statement(sql, arguments, answer));
                pump();
            }
        }

        private void pump() {
            if (busy || dead) {
                return;
            }
            Statement next = queue.poll();
            if (next == null) {
                if (ending) {
                    die();
                }
                return;
            }
            busy = true;
            begin(next);
        }

        private void begin(Statement s) {
            if (dead) {
                return;
            }
            if (s.sql.contains("insert into journal")) {
                boolean locks = s.sql.contains("for share") || s.sql.contains("pg_advisory_xact_lock_shared(");
                if (locks && alone != null && alone != this) {
                    waiting.add(() -> begin(s));
                    return;
                }
                if (locks) {
                    sharing.add(this);
                }
                boolean fits = !s.sql.contains("epoch = $19") || tables.epoch == s.arguments.getLong(18);
                xid = fits ? newXid() : 0;
                world.agenda.after(
                        world.service(),
                        Agenda.WORLD,
                        () -> end(s, () -> {
                            world.conflicts();
                            return tables.commit(s.sql, s.arguments, fits, xid);
                        }));
            } else if (s.sql.contains("pg_advisory_xact_lock") || s.sql.startsWith("update cell set epoch")) {
                boolean others = sharing.stream().anyMatch(who -> who != this);
                if (others || (alone != null && alone != this)) {
                    waiting.add(() -> begin(s));
                    return;
                }
                alone = this;
                if (s.sql.startsWith("update")) {
                    written = () -> {
                        tables.epoch = Math.max(tables.epoch, s.arguments.getLong(1)) + 1;
                        tables.nonce = s.arguments.getString(2);
                        tables.replid = "";
                        tables.ready = false;
                        tables.position++;
                    };
                }
                world.agenda.after(world.service(), Agenda.WORLD, () -> end(s, () -> PgRows.changed(1)));
            } else if (s.sql.startsWith("simulation: receive")) {
                xid = newXid();
                world.agenda.after(
                        world.service(),
                        Agenda.WORLD,
                        () -> end(s, () -> {
                            return PgRows.changed(
                                    tables.receive(
                                                    s.arguments.getLong(0),
                                                    s.arguments.getString(1),
                                                    s.arguments.getLong(2),
                                                    xid)
                                            ? 1
                                            : 0);
                        }));
            } else {
                world.agenda.after(world.service(), Agenda.WORLD, () -> end(s, () -> other(s)));
            }
        }

        private PgRows other(Statement s) {
            if (s.sql.equals("commit")) {
                if (written != null) {
                    written.run();
                }
                release();
                return PgRows.changed(0);
            } else if (s.sql.equals("begin")) {
                return PgRows.changed(0);
            } else if (s.sql.contains("pg_try_advisory_lock")) {
                boolean mine = rebuilding == null || rebuilding == this;
                rebuilding = mine ? this : rebuilding;
                return new PgRows().row(mine);
            } else if (s.sql.startsWith("update cell set replid")) {
                boolean fits = tables.epoch == s.arguments.getLong(1);
                if (fits) {
                    tables.replid = s.arguments.getString(2);
                    tables.ready = true;
                    tables.position++;
                }
                return PgRows.changed(fits ? 1 : 0);
            } else if (s.sql.startsWith("simulation: journal")) {
                PgRows rows = new PgRows();
                tables.journal.forEach(rows::row);
                return rows;
            }
            return tables.read(s.sql, s.arguments);
        }

        private void end(Statement s, java.util.function.Supplier<PgRows> work) {
            if (dead) {
                return;
            }
            PgRows rows = null;
            PgException refusal = null;
            try {
                rows = work.get();
            } catch (PgException e) {
                refusal = e;
            }
            if (xid > 0) {
                tables.running.remove(xid);
                xid = 0;
            }
            if (sharing.remove(this)) {
                wake();
            }
            if (World.VERBOSE) {
                PgRows answer = rows;
                world.agenda.tell(() -> "      PostgreSQL "
                        + s.sql.substring(0, Math.min(60, s.sql.length())).replace('\n', ' ')
                        + (answer == null ? " refused" : " -> " + answer.size()) + " xmin " + tables.running);
            }
            busy = false;
            s.answer.accept(rows, refusal);
            pump();
        }

        /** The client has closed, or the network has: what has not come by now may never come. */
        void ending() {
            ending = true;
            pump();
        }

        /** What it was doing is undone. */
        void die() {
            if (!dead) {
                dead = true;
                queue.clear();
                tables.running.remove(xid);
                sharing.remove(this);
                release();
                if (rebuilding == this) {
                    rebuilding = null;
                }
            }
        }

        private void release() {
            written = null;
            if (alone == this) {
                alone = null;
            }
            wake();
        }
    }

    private long newXid() {
        long xid = tables.nextXid++;
        tables.running.add(xid);
        return xid;
    }

    private void wake() {
        List<Runnable> all = new ArrayList<>(waiting);
        waiting.clear();
        all.forEach(Runnable::run);
    }
}
