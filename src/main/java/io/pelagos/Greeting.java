package io.pelagos;

import io.pelagos.channel.Channel;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.Json;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a newcomer needs next: addresses, who there is, one request that brings a lead and one that claims it. */
final class Greeting {
    private final Config config;
    private final Directory directory;
    private final @Nullable DemoDocument document;
    private final List<Demo.Person> people;
    private final int port;

    Greeting(Config config, Directory directory, @Nullable DemoDocument document, List<Demo.Person> people, int port) {
        this.config = config;
        this.directory = directory;
        this.document = document;
        this.people = people;
        this.port = port;
    }

    void print(PrintStream out) {
        String base = (config.http().tls() == null ? "http://" : "https://")
                + (config.http().host().equals("0.0.0.0")
                        ? "127.0.0.1"
                        : config.http().host()) + ":" + port;
        TenantConfig demo = directory.tenant(Demo.TENANT);
        if (demo != null && !people.isEmpty()) {
            out.println();
            screens(out, base);
            out.println("  API and its description   " + base + "/docs");
            out.println("  Tenant demo: " + demo.tenant().name() + ". Tokens of its people:");
            for (Demo.Person person : people) {
                out.printf("    %-8s %-12s %s%n", person.agent(), person.role(), person.token());
            }
            demo.all(Channel.CHANNEL).values().stream()
                    .filter(c -> c.type() == Channel.Type.GOOGLE)
                    .min(Comparator.comparing(c -> secret(c.id()) == null))
                    .ifPresent(channel -> requests(out, base, channel, secret(channel.id())));
            out.println();
        }
        out.println("Pelagos is ready on " + base);
    }

    /** Where people sign in, and one of each kind to try. */
    private void screens(PrintStream out, String base) {
        List<Demo.Person> known =
                people.stream().filter(person -> !person.password().isEmpty()).toList();
        String logins = Stream.of("agent", "supervisor", "manager")
                .flatMap(role -> known.stream()
                        .filter(person -> person.role().equals(role))
                        .limit(1))
                .map(person -> person.agent() + " (" + person.role() + ")")
                .collect(Collectors.joining(", "));
        if (!logins.isEmpty()) {
            out.println("  Desk and console          " + base + "/");
            out.println("    firm " + Demo.TENANT + ", login " + logins + ", password "
                    + known.get(0).password());
        }
    }

    /** As the file has it, which is no secret; one that was set through the API is never read back. */
    private @Nullable String secret(String channel) {
        return document == null ? null : document.secret(channel);
    }

    private void requests(PrintStream out, String base, Channel google, @Nullable String secret) {
        String agent = people.stream()
                .filter(p -> p.role().equals("agent"))
                .findFirst()
                .orElse(people.get(0))
                .token();
        out.println();
        out.println("  A lead comes in, as Google Ads would send it:");
        out.println("    curl -s " + base + "/hooks/" + google.hookKey() + " -H 'Content-Type: application/json' -d '"
                + "{\"lead_id\":\"'$RANDOM$RANDOM'\",\"user_column_data\":["
                + "{\"column_id\":\"FULL_NAME\",\"string_value\":\"Zhang Wei\"},"
                + "{\"column_id\":\"PHONE_NUMBER\",\"string_value\":\"+86138'$((RANDOM % 90000000 + 10000000))'\"}],"
                + "\"google_key\":"
                + Json.encode(secret == null ? "KEY" : secret).replace("'", "\\u0027") + "}'");
        out.println("  An agent claims it:");
        out.println("    curl -s -X POST " + base + "/api/v1/pools/" + google.pool()
                + "/claims -H 'Authorization: Bearer " + agent + "' -H 'Content-Type: application/json' -d '{}'");
    }
}
