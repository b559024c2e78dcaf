package io.pelagos;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Calls every operation of a running server, well and badly, and compares each request that was taken
 * and each answer with the description. The order matters: what one call makes, later ones use.
 */
final class OpenApiExerciser extends DocumentedCalls {
    private final OpenApiDocument document;
    private final int port;
    private final String operator;
    private final Consumer<String> database;
    private final List<DocumentedCalls> parts = new ArrayList<>();

    /** @param database executes a statement: for what takes a day through the API */
    OpenApiExerciser(OpenApiDocument document, int port, String operator, Consumer<String> database) {
        super(document, port);
        this.document = document;
        this.port = port;
        this.operator = operator;
        this.database = database;
    }

    private <T extends DocumentedCalls> T part(T part) {
        parts.add(part);
        return part;
    }

    void run() {
        FirmExerciser firm = part(new FirmExerciser(document, port, operator));
        firm.system();
        firm.tenants();
        firm.teamsAndAgents();
        firm.tokens();
        AcmeCalls.Tokens tokens = firm.people();
        ChannelExerciser channels = part(new ChannelExerciser(document, port, tokens, database));
        ClaimExerciser claims = part(new ClaimExerciser(document, port, tokens, database));
        WorkExerciser work = part(new WorkExerciser(document, port, tokens, database));
        DealExerciser deals = part(new DealExerciser(document, port, tokens, database));
        OfficeExerciser office = part(new OfficeExerciser(document, port, tokens, database));
        DataExerciser data = part(new DataExerciser(document, port, tokens, database));
        channels.poolsAndChannels();
        channels.webhooks();
        channels.hooks();
        channels.callHooks();
        channels.trials();
        channels.pings();
        channels.deadLetters();
        channels.health();
        channels.alerts();
        claims.leads();
        claims.claims();
        claims.live();
        claims.assignments();
        claims.refusals();
        claims.moves();
        claims.words();
        claims.rules();
        work.places();
        work.followups();
        work.callRecords();
        work.dials();
        work.numbersThatNobodyMayCall();
        work.nurturingAndLocks();
        work.extensions();
        work.edits();
        work.notes();
        deals.deals();
        deals.opportunities();
        deals.contractsAndPayments();
        channels.costs();
        channels.numbers();
        office.tasks();
        office.days();
        office.reviews();
        office.previews();
        office.scoring();
        office.presences();
        claims.handovers();
        claims.bulk();
        data.imports();
        data.exports();
        data.heads();
        office.suspects();
        data.reveals();
        data.dataSubjects();
        data.configuration();
        channels.deletions();
        firm.operate();
        parts.forEach(this::add);
    }
}
