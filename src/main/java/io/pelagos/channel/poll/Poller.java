package io.pelagos.channel.poll;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.Accepted;
import io.pelagos.channel.Arrival;
import io.pelagos.channel.BadDelivery;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelSecrets;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Intake;
import io.pelagos.channel.JsonBody;
import io.pelagos.channel.JsonPath;
import io.pelagos.channel.LeadItems;
import io.pelagos.channel.Pull;
import io.pelagos.channel.Values;
import io.pelagos.channel.fetch.Web;
import io.pelagos.channel.poll.PollTable.Turn;
import io.pelagos.lead.ContactVault;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks platforms for their newest leads, one channel after the other, each on one node at a time. A look reads a window
 * from behind the cursor to now, page after page; the cursor moves only when the intake has taken all of it, so whatever
 * breaks is read again, and what was read before is a duplicate.
 */
public final class Poller {
    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
    /** Longer than one page takes. */
    private static final double LEASE_SECONDS = 90;

    private static final double DAY_SECONDS = 86_400;
    private static final long WINDOW_MILLIS = TimeUnit.DAYS.toMillis(1);
    private static final int PAGES_MAX = 1_000;
    private static final long FORGET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final PollTable table;
    private final Map<Channel.Type, LeadItems> items;
    private final Web web;
    private final Directory directory;
    private final ContactVault vault;
    private final Intake intake;
    private final Set<String> begun = new HashSet<>();
    private long forgottenNanos = System.nanoTime();
    private boolean running;

    public Poller(
            PollTable table,
            Map<Channel.Type, LeadItems> items,
            Web web,
            Directory directory,
            ContactVault vault,
            Intake intake) {
        this.table = table;
        this.items = items;
        this.web = web;
        this.directory = directory;
        this.vault = vault;
        this.intake = intake;
    }

    /** One look at one channel; whether another may be due. */
    public Future<Boolean> runDue() {
        if (running) {
            return Future.succeededFuture(false);
        }
        running = true;
        return begin().compose(begun -> table.take(LEASE_SECONDS))
                .compose(turn -> turn == null
                        ? Future.succeededFuture(false)
                        : look(turn).map(true))
                .andThen(done -> running = false);
    }

    /** Channels that this node has not seen yet, and now and then all: one may have been deleted and made anew. */
    private Future<Void> begin() {
        if (System.nanoTime() - forgottenNanos > FORGET_NANOS) {
            begun.clear();
            forgottenNanos = System.nanoTime();
        }
        List<Future<?>> asked = new ArrayList<>();
        for (TenantConfig tenant : directory.all()) {
            for (Channel channel : tenant.all(Channel.CHANNEL).values()) {
                Pull pull = channel.settings().pull();
                String name = tenant.no() + " " + channel.id();
                if (pull != null && begun.add(name)) {
                    asked.add(table.begin(tenant.no(), channel.id(), pull.since())
                            .onFailure(again -> begun.remove(name)));
                }
            }
        }
        return Future.join(asked).mapEmpty();
    }

    private Future<Void> look(Turn turn) {
        TenantConfig tenant = directory.tenant(turn.tenant());
        Channel channel = tenant == null ? null : tenant.get(Channel.CHANNEL, turn.channel());
        Pull pull = channel == null ? null : channel.settings().pull();
        if (tenant != null && (channel == null || pull == null)) {
            return table.drop(turn);
        } else if (tenant == null || channel == null || pull == null || !channel.enabled()) {
            return table.failed(turn, LEASE_SECONDS, "disabled");
        }
        return vault.ready(turn.tenant())
                .compose(keys -> new Look(turn, tenant, channel, pull, ChannelSecrets.open(keys, channel)).page(1))
                .recover(broken -> {
                    LOG.warn("a poll broke: {}", broken.getClass().getName());
                    return Future.succeededFuture("failed");
                })
                .compose(reason -> {
                    if (reason != null) {
                        double pause = Math.min(DAY_SECONDS, Math.pow(2, turn.tries()));
                        return table.failed(turn, pause, reason);
                    }
                    // What lies far behind is read up without a pause.
                    boolean behind = toMillis(turn) < turn.nowMillis();
                    return table.read(
                            turn,
                            toMillis(turn),
                            behind ? 0 : (double) pull.period().toSeconds());
                });
    }

    private static long toMillis(Turn turn) {
        return Math.min(turn.nowMillis(), turn.cursorMillis() + WINDOW_MILLIS);
    }

    /** One window of one channel. */
    private final class Look {
        private final Turn turn;
        private final TenantConfig tenant;
        private final Channel channel;
        private final Pull pull;
        private final Credentials secrets;

        Look(Turn turn, TenantConfig tenant, Channel channel, Pull pull, Credentials secrets) {
            this.turn = turn;
            this.tenant = tenant;
            this.channel = channel;
            this.pull = pull;
            this.secrets = secrets;
        }

        /** Reads on from a page; null once all is taken, else why not. */
        Future<@Nullable String> page(int number) {
            if (number > PAGES_MAX) {
                return Future.succeededFuture("too-many-pages");
            }
            PullRequest request = new PullRequest(
                    pull,
                    secrets,
                    turn.cursorMillis() - pull.overlap().toMillis(),
                    toMillis(turn),
                    number,
                    turn.nowMillis(),
                    UUID.randomUUID().toString().replace("-", ""));
            return table.hold(turn, LEASE_SECONDS).compose(held -> web.ask(request.question())
                    .transform(done ->
                            done.failed() ? Future.succeededFuture("unreachable") : take(number, done.result())));
        }

        private Future<@Nullable String> take(int number, Web.Reply reply) {
            if (reply.status() != 200) {
                return Future.succeededFuture(reply.status() == 429 ? "rate-limited" : "refused-" + reply.status());
            }
            List<JsonNode> found;
            try {
                ObjectNode body = JsonBody.object(reply.body());
                String code = Values.text(body.get("code"));
                if (code != null && !code.equals("0")) {
                    return Future.succeededFuture(code.matches("-?\\d{1,9}") ? "refused-" + code : "refused");
                }
                found = leads(body);
            } catch (BadDelivery bad) {
                return Future.succeededFuture("unreadable");
            }
            LeadItems reader = items.get(channel.type());
            List<Arrival> arrivals = new ArrayList<>();
            for (JsonNode item : found) {
                if (reader != null && item instanceof ObjectNode lead) {
                    arrivals.add(new Arrival(reader.lead(channel, lead), null));
                }
            }
            return intake.acceptAll(tenant.no(), arrivals, "channel:" + channel.id())
                    .compose(answers -> {
                        boolean later = answers.stream()
                                .anyMatch(one -> one instanceof Accepted.Overloaded || one instanceof Accepted.Unknown);
                        if (later) {
                            return Future.succeededFuture("not-ready");
                        }
                        return found.size() < pull.pageSize() ? Future.succeededFuture(null) : page(number + 1);
                    });
        }

        /** A list, or one lead alone, as some answer. */
        private List<JsonNode> leads(ObjectNode body) {
            JsonPath.Found found = JsonPath.find(body, pull.list());
            if (found == null) {
                throw new BadDelivery(400, "there is no list where the channel's settings say");
            }
            List<JsonNode> leads = new ArrayList<>();
            if (found.node().isArray()) {
                found.node().forEach(leads::add);
            } else if (found.node().isObject()) {
                leads.add(found.node());
            }
            return leads;
        }
    }
}
