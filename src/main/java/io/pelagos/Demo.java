package io.pelagos;

import io.pelagos.channel.ChannelSecrets;
import io.pelagos.lead.Keyset;
import io.pelagos.platform.PgPool;
import io.pelagos.team.Change;
import io.pelagos.team.Directory;
import io.pelagos.team.Tokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Sets up the tenant {@code demo} from a YAML file when there is none, and issues a token for each of
 * its people. The tokens are kept in a file that only the server's user may read, so that later starts
 * can show them again.
 */
public final class Demo {
    public static final String TENANT = "demo";

    /** Somebody to try things out as. */
    public record Person(String agent, String role, String token) {}

    private final Vertx vertx;
    private final PgPool sql;
    private final Directory directory;
    private final Tokens tokens;
    private final IntFunction<Future<?>> ready;
    private final IntFunction<Keyset> keys;
    private final Path tokensFile;

    /**
     * Joins the parts.
     *
     * @param ready makes a tenant's keys ready, by its number
     * @param keys those that are
     */
    public Demo(
            Vertx vertx,
            PgPool sql,
            Directory directory,
            Tokens tokens,
            IntFunction<Future<?>> ready,
            IntFunction<Keyset> keys,
            Path tokensFile) {
        this.vertx = vertx;
        this.sql = sql;
        this.directory = directory;
        this.tokens = tokens;
        this.ready = ready;
        this.keys = keys;
        this.tokensFile = tokensFile;
    }

    /** The people of the demo, old or new; empty when another node, with a file of its own, has set it up. */
    Future<List<Person>> setUp(DemoDocument document) {
        if (directory.tenant(TENANT) != null) {
            return vertx.executeBlocking(this::remembered);
        }
        List<Change> changes = document.changes();
        return sql.transaction(transaction -> Future.succeededFuture().compose(begun -> create(transaction, changes)))
                .compose(people -> directory.changed(TENANT).map(people));
    }

    private Future<List<Person>> create(SqlConnection transaction, List<Change> changes) {
        return directory.create(transaction, TENANT).compose(no -> {
            if (no == null) {
                return vertx.executeBlocking(this::remembered);
            }
            return ready.apply(no)
                    .compose(loaded -> directory.put(transaction, no, "demo", sealed(no, changes), null))
                    .compose(put -> issue(transaction, no, changes))
                    // Before the commit: tokens that nobody knows would be of no use.
                    .compose(people -> vertx.executeBlocking(() -> remember(people)));
        });
    }

    private List<Change> sealed(int no, List<Change> changes) {
        return changes.stream()
                .map(change -> {
                    JsonObject doc = change.doc();
                    return doc == null || !change.section().equals("channel")
                            ? change
                            : new Change(
                                    change.section(),
                                    change.id(),
                                    ChannelSecrets.seal(keys.apply(no), change.id(), doc));
                })
                .toList();
    }

    private Future<List<Person>> issue(SqlConnection transaction, int no, List<Change> changes) {
        List<Person> people = new ArrayList<>();
        Future<?> issued = Future.succeededFuture();
        for (Change change : changes) {
            JsonObject agent = change.doc();
            if (agent != null && change.section().equals("agent")) {
                issued = issued.compose(done -> tokens.issue(transaction, no, change.id(), "demo", List.of(), null)
                        .onSuccess(token ->
                                people.add(new Person(change.id(), agent.getString("role", "agent"), token.token()))));
            }
        }
        return issued.map(done -> List.copyOf(people));
    }

    private List<Person> remember(List<Person> people) throws IOException {
        Path parent = tokensFile.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.deleteIfExists(tokensFile);
        var secret = PosixFilePermissions.asFileAttribute(
                EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        Files.createFile(tokensFile, secret);
        List<String> lines = people.stream()
                .map(person -> person.agent + " " + person.role + " " + person.token)
                .toList();
        Files.write(tokensFile, lines, StandardOpenOption.WRITE);
        return people;
    }

    private List<Person> remembered() throws IOException {
        if (!Files.isReadable(tokensFile)) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(tokensFile)) {
            return lines.map(line -> line.split(" ", -1))
                    .filter(parts -> parts.length == 3)
                    .map(parts -> new Person(parts[0], parts[1], parts[2]))
                    .toList();
        }
    }
}
