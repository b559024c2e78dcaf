package io.pelagos;

import io.pelagos.channel.Intake;
import io.pelagos.exchange.ErrorFile;
import io.pelagos.exchange.ImportJob;
import io.pelagos.exchange.ImportStore;
import io.pelagos.exchange.Imports;
import io.pelagos.exchange.Moving;
import io.pelagos.exchange.Uploads;
import io.pelagos.journal.Steps;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.LeadStore;
import io.pelagos.platform.PgLink;
import io.pelagos.platform.PgPool;
import io.pelagos.team.Directory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** The wiring of files of leads. */
final class Exchange {
    private final Vertx vertx;
    private final ContactVault vault;
    private final PgLink rows;
    private final ImportStore store;
    private final Imports imports;

    Exchange(Vertx vertx, Config config, PgConnectOptions options, PgPool sql, ContactVault vault, LongSupplier ids) {
        this.vertx = vertx;
        this.vault = vault;
        this.rows = new PgLink(vertx, options, config.postgres().statementTimeoutMillis() + 1_000L);
        this.store = new ImportStore(rows, sql);
        Config.Imports settings = config.imports();
        Path directory = settings.dir().isEmpty() ? config.dataDir().resolve("imports") : Path.of(settings.dir());
        Uploads uploads = new Uploads(
                vertx, store, vault, new Uploads.Settings(directory, settings.maxBytes(), settings.uploadsMax()), ids);
        this.imports = new Imports(store, uploads, new ErrorFile(store, vault));
    }

    Imports imports() {
        return imports;
    }

    ImportJob job(Directory directory, Intake intake, Steps steps, LeadStore leads) {
        return new ImportJob(vertx, store, directory, vault, intake, new Moving(vertx, steps, leads, vault));
    }

    /** What nobody asks for any more. */
    Future<Void> forget() {
        return store.forget();
    }

    Future<Void> close() {
        return rows.close();
    }
}
