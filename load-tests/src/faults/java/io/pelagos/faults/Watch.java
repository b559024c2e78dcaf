package io.pelagos.faults;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Has what must hold at any moment checked while load and faults go on, beside them. */
final class Watch {

    private final Archive archive;
    private final History history;
    private final Rules rules;
    private final Findings findings;
    private CompletableFuture<Void> look = CompletableFuture.completedFuture(null);

    Watch(Archive archive, History history, Rules rules, Findings findings) {
        this.archive = archive;
        this.history = history;
        this.rules = rules;
        this.findings = findings;
    }

    /** Looks once, unless the look before is still under way. */
    void look() {
        if (look.isDone()) {
            look = CompletableFuture.runAsync(this::once);
        }
    }

    private void once() {
        // History first: what it says was acknowledged must be in the later snapshot.
        List<Operation> operations = history.operations();
        try {
            findings.addAll(Checker.whileRunning(operations, archive.truth(), rules));
        } catch (SQLException e) {
            // PostgreSQL is away: the next look will tell.
        }
    }

    /** Returns when nothing more will be found. */
    void end() {
        look.join();
    }
}
