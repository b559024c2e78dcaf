package io.pelagos.channel.poll;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.Accepted;
import io.pelagos.channel.Arrival;
import io.pelagos.channel.BadDelivery;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelSecrets;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.DeliveryWatch;
import io.pelagos.channel.Intake;
import io.pelagos.channel.JsonBody;
import io.pelagos.channel.JsonPath;
import io.pelagos.channel.LeadItems;
import io.pelagos.channel.Pull;
import io.pelagos.channel.Values;
import io.pelagos.channel.fetch.Web;
import io.pelagos.channel.poll.PollTable.Turn;
import io.pelagos.lead.ContactVault;
import io.pelagos.platform.Repeat;
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
import java.util.concurrent.atomic.AtomicReference;
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
    /** A node that has not renewed it for so long has died. */
    private static final double LEASE_SECONDS = 15;

    private static final long RENEW_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** How soon it is seen that a channel is polled again. */
    private static final double IDLE_SECONDS = 90;

    private static final double DAY_SECONDS = 86_400;
    private static final int WINDOW_SECONDS_MAX = 86_400;
    private static final int WINDOW_SECONDS_MIN = 60;
    private static final int PAGES_MAX = 1_000;
    /** A look of fewer lets the next one take on more. */
    private static final int PAGES_FEW = PAGES_MAX / 4;
    /** A look is late after the time of so many answers: other channels wait for it. */
    private static final int LATE_ANSWERS = 3;

    private static final String MORE = "more";
    private static final String TOO_MANY_PAGES = "too-many-pages";
    private static final long FORGET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final PollTable table;
    private final Map<Channel.Type, LeadItems> items;
    private final Web web;
    private final Directory directory;
    private final ContactVault vault;
    private final Intake intake;
    private final LostItems lost;
    private final long lateNanos;
    private final Set<String> begun = new HashSet<>();
    private long forgottenNanos = System.nanoTime();
    private boolean running;
    /** What is looked at; null when it is not this node's any more. */
    private @Nullable Turn held;

    private long renewedNanos;

    /** @param answerMillis how long a platform may take for an answer */
    public Poller(
            PollTable table,
            Map<Channel.Type, LeadItems> items,
            Web web,
            Directory directory,
            ContactVault vault,
            Intake intake,
            DeliveryWatch watch,
            int answerMillis) {
        this.table = table;
        this.items = items;
        this.web = web;
        this.directory = directory;
        this.vault = vault;
        this.intake = intake;
        this.lost = new LostItems(watch);
        this.lateNanos = TimeUnit.MILLISECONDS.toNanos(answerMillis) * LATE_ANSWERS;
    }

    /** One look at one channel; whether another may be due. While one is under way, renews its lease now and then. */
    public Future<Boolean> runDue() {
        if (running) {
            return renew().map(false);
        }
        running = true;
        return begin().compose(begun -> {
                    renewedNanos = System.nanoTime();
                    return table.take(LEASE_SECONDS);
                })
                .compose(turn -> {
                    held = turn;
                    return turn == null
                            ? Future.succeededFuture(false)
                            : look(turn).map(true);
                })
                .andThen(done -> {
                    running = false;
                    held = null;
                });
    }

    private Future<Void> renew() {
        Turn turn = held;
        if (turn == null || System.nanoTime() - renewedNanos < RENEW_NANOS) {
            return Future.succeededFuture();
        }
        renewedNanos = System.nanoTime();
        return table.hold(turn, LEASE_SECONDS).map(own -> {
            if (!own && turn.equals(held)) {
                held = null;
            }
            return null;
        });
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
        LeadItems reader = channel == null ? null : items.get(channel.type());
        if (tenant == null || channel == null || pull == null || reader == null || !channel.enabled()) {
            // How far it was read is kept: it may be asked again, or this node's view of it be old.
            return table.failed(turn, IDLE_SECONDS, pull == null ? "not-polled" : "disabled");
        }
        return vault.ready(turn.tenant())
                .compose(keys -> {
                    Look look = new Look(turn, tenant, channel, pull, reader, ChannelSecrets.open(keys, channel));
                    return look.read().compose(reason -> note(turn, pull, look, reason));
                })
                .recover(broken -> {
                    LOG.warn("a poll broke: {}", broken.getClass().getName());
                    return failed(turn, "failed");
                });
    }

    private Future<Void> note(Turn turn, Pull pull, Look look, @Nullable String reason) {
        int window = turn.windowSeconds();
        if (reason == null) {
            // What lies far behind is read up without a pause.
            boolean behind = look.toMillis < turn.nowMillis();
            double pause = behind ? 0 : (double) pull.period().toSeconds();
            int wider = look.doubles() ? Math.min(WINDOW_SECONDS_MAX, 2 * window) : window;
            return table.read(turn, look.toMillis, pause, wider);
        }
        return reason.equals(TOO_MANY_PAGES) && look.halves()
                ? table.narrow(turn, reason, look.half())
                : failed(turn, reason);
    }

    private Future<Void> failed(Turn turn, String reason) {
        return table.failed(turn, Math.min(DAY_SECONDS, Math.pow(2, turn.tries())), reason);
    }

    /** One window of one channel. */
    private final class Look {
        private final Turn turn;
        private final TenantConfig tenant;
        private final Channel channel;
        private final Pull pull;
        private final LeadItems reader;
        private final Credentials secrets;
        private final long fromMillis;
        private final long toMillis;
        private final long begunNanos = System.nanoTime();
        private int pages;
        private Set<String> first = Set.of();
        private Set<String> before = Set.of();

        Look(Turn turn, TenantConfig tenant, Channel channel, Pull pull, LeadItems reader, Credentials secrets) {
            this.turn = turn;
            this.tenant = tenant;
            this.channel = channel;
            this.pull = pull;
            this.reader = reader;
            this.secrets = secrets;
            long window = TimeUnit.SECONDS.toMillis(turn.windowSeconds());
            // Where a window has to be small it must not be the overlap that makes it large.
            long overlap = pull.overlap().toMillis();
            this.fromMillis = turn.cursorMillis()
                    - (turn.windowSeconds() < WINDOW_SECONDS_MAX ? Math.min(overlap, window) : overlap);
            this.toMillis = Math.min(turn.nowMillis(), turn.cursorMillis() + window);
        }

        int half() {
            return (int) Math.min(turn.windowSeconds(), (toMillis - fromMillis) / 1_000) / 2;
        }

        /** Whether the next look may take on half the time. */
        boolean halves() {
            return half() >= WINDOW_SECONDS_MIN;
        }

        /** Whether the next look may take on twice the time. */
        boolean doubles() {
            return pages < PAGES_FEW && tookNanos() < lateNanos / 2;
        }

        private long tookNanos() {
            return System.nanoTime() - begunNanos;
        }

        /** Of less than what is looked at again each time nothing would be gained by asking for half. */
        private boolean late() {
            return tookNanos() > lateNanos
                    && halves()
                    && half() >= pull.overlap().toSeconds();
        }

        /** Reads page after page; null once all is taken, else why not. */
        Future<@Nullable String> read() {
            AtomicReference<@Nullable String> reason = new AtomicReference<>();
            return Repeat.whileTrue(() -> page(pages + 1).map(ended -> {
                        reason.set(ended);
                        return MORE.equals(ended);
                    }))
                    .map(done -> reason.get());
        }

        private Future<@Nullable String> page(int number) {
            if (!turn.equals(held)) {
                return Future.succeededFuture("taken-over");
            } else if (number > PAGES_MAX || late()) {
                return Future.succeededFuture(TOO_MANY_PAGES);
            }
            pages = number;
            return web.ask(request(number).question())
                    .transform(done -> done.failed()
                            ? Future.succeededFuture(Web.reason(done.cause()))
                            : take(number, done.result()));
        }

        private PullRequest request(int number) {
            String nonce = UUID.randomUUID().toString().replace("-", "");
            return new PullRequest(pull, secrets, fromMillis, toMillis, number, turn.nowMillis(), nonce);
        }

        /** Null when there are no more pages, {@link #MORE}, or why it ends here. */
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
                found = leads(body, number);
            } catch (BadDelivery bad) {
                return Future.succeededFuture("unreadable");
            }
            List<JsonNode> taken = new ArrayList<>();
            List<Arrival> arrivals = new ArrayList<>();
            Set<String> names = new HashSet<>();
            for (JsonNode item : found) {
                if (item instanceof ObjectNode lead) {
                    Arrival arrival = new Arrival(reader.lead(channel, lead), null);
                    String id = arrival.draft().externalId();
                    names.add(id == null ? item.toString() : id);
                    taken.add(item);
                    arrivals.add(arrival);
                } else {
                    names.add(item.toString());
                    lost.unreadable(tenant, channel, item, turn.nowMillis());
                }
            }
            return intake.acceptAll(tenant.no(), arrivals, "channel:" + channel.id())
                    .compose(answers -> {
                        for (int i = 0; i < answers.size(); i++) {
                            Accepted answer = answers.get(i);
                            if (answer instanceof Accepted.Overloaded || answer instanceof Accepted.Unknown) {
                                return Future.succeededFuture("not-ready");
                            } else if (answer instanceof Accepted.Refused refused) {
                                lost.unstorable(tenant, channel, taken.get(i), turn.nowMillis(), refused.reason());
                            }
                        }
                        return Future.succeededFuture(last(names) ? null : MORE);
                    });
        }

        /**
         * Whether there are no more pages: how many leads a page holds is the platform's to say, so a short one says nothing. Behind
         * the last page some give none, some the last one again, and who knows no pages the first.
         */
        private boolean last(Set<String> names) {
            boolean known = first.containsAll(names) || before.containsAll(names);
            first = first.isEmpty() ? names : first;
            before = names;
            return known;
        }

        /** A list, or one lead alone, as some answer. */
        private List<JsonNode> leads(ObjectNode body, int number) {
            JsonPath.Found found = JsonPath.find(body, pull.list());
            if (found == null && number > 1) {
                return List.of();
            } else if (found == null) {
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
