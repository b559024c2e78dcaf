package io.pelagos;

import io.pelagos.channel.ChannelSecrets;
import io.pelagos.lead.Keyset;
import io.pelagos.platform.PgPool;
import io.pelagos.signin.Passwords;
import io.pelagos.team.Agent;
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
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Sets up the tenant {@code demo} from a YAML file when there is none, and issues a token for each of
 * its people, and one password for all of them. These are kept in a file that only the server's user may read, so that
 * later starts can show them again.
 */
public final class Demo {
    public static final String TENANT = "demo";

    /** Characters that nobody takes for others. */
    private static final String READABLE = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final int PASSWORD_GROUPS = 3;
    private static final int GROUP_CHARACTERS = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * Somebody to try things out as.
     *
     * @param password the same of all people of the demo; empty for a machine, and where it is not known here
     */
    public record Person(String agent, String role, String token, String password) {}

    private final Vertx vertx;
    private final PgPool sql;
    private final Directory directory;
    private final Tokens tokens;
    private final Passwords passwords;
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
            Passwords passwords,
            IntFunction<Future<?>> ready,
            IntFunction<Keyset> keys,
            Path tokensFile) {
        this.vertx = vertx;
        this.sql = sql;
        this.directory = directory;
        this.tokens = tokens;
        this.passwords = passwords;
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
        String password = password();
        // Beforehand: it takes a while, in which no transaction should be open.
        return passwords
                .hashed(password)
                .compose(hash -> sql.transaction(transaction ->
                        Future.succeededFuture().compose(begun -> create(transaction, changes, password, hash))))
                .compose(people -> directory.changed(TENANT).map(people));
    }

    /** Another for each demo: one that everybody can read up would open servers that were forgotten in a network. */
    private static String password() {
        return IntStream.range(0, PASSWORD_GROUPS)
                .mapToObj(group -> RANDOM.ints(GROUP_CHARACTERS, 0, READABLE.length())
                        .mapToObj(i -> READABLE.substring(i, i + 1))
                        .collect(Collectors.joining()))
                .collect(Collectors.joining("-"));
    }

    private Future<List<Person>> create(SqlConnection transaction, List<Change> changes, String password, String hash) {
        return directory.create(transaction, TENANT).compose(no -> {
            if (no == null) {
                return vertx.executeBlocking(this::remembered);
            }
            return ready.apply(no)
                    .compose(loaded -> directory.put(transaction, no, "demo", sealed(no, changes), null))
                    .compose(put -> issue(transaction, no, changes, password))
                    .compose(people -> passwords
                            .first(
                                    transaction,
                                    no,
                                    people.stream()
                                            .filter(person -> !person.password.isEmpty())
                                            .map(Person::agent)
                                            .toList(),
                                    hash)
                            .map(people))
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

    private Future<List<Person>> issue(SqlConnection transaction, int no, List<Change> changes, String password) {
        List<Person> people = new ArrayList<>();
        Future<?> issued = Future.succeededFuture();
        for (Change change : changes) {
            JsonObject doc = change.doc();
            if (doc != null && change.section().equals(Agent.AGENT.name())) {
                Agent agent = Agent.AGENT.read().apply(change.id(), doc);
                issued = issued.compose(done -> tokens.issue(transaction, no, agent.id(), "demo", List.of(), null)
                        .onSuccess(token -> people.add(new Person(
                                agent.id(), agent.role().text(), token.token(), agent.person() ? password : ""))));
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
                .map(person -> String.join(" ", person.agent, person.role, person.token, person.password)
                        .strip())
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
                    .filter(parts -> parts.length == 3 || parts.length == 4)
                    .map(parts -> new Person(parts[0], parts[1], parts[2], parts.length == 4 ? parts[3] : ""))
                    .toList();
        }
    }
}
