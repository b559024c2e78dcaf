package io.pelagos.ping;

import static io.pelagos.lead.LeadDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.Channel;
import io.pelagos.channel.Deliveries;
import io.pelagos.followup.DoNotCall;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Identities;
import io.pelagos.lead.LeadDatabase;
import io.pelagos.lead.LeadStore;
import io.pelagos.platform.PgLink;
import io.pelagos.team.TenantConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many reservations at a time. */
class PingsTest {
    private static final int FIRM = 7;
    private static final String PHONE = "+8613800138000";
    private static final long NOW = Instant.parse("2026-05-04T09:00:00Z").toEpochMilli();

    private final LeadDatabase database = new LeadDatabase();
    private final PgLink pg = new PgLink(database.vertx, database.options(), 10_000);
    private final ContactVault vault = new ContactVault(database.keysets(null));
    private final AtomicLong ids = new AtomicLong(1_000_000);
    private final Pings pings = new Pings(
            pg, new LeadStore(pg, database.sessions), new DoNotCall(pg, vault), vault, ids::incrementAndGet, () -> NOW);
    private final TenantConfig firm = new TenantConfig(FIRM, "firm", 0, 1, Map.of());
    private final Channel channel = Deliveries.channel(
            "generic",
            new JsonObject(
                    "{\"ping_post\":{\"currency\":\"USD\",\"max_per_day\":2000,\"prices\":[{\"when\":{},\"price\":5}]}}"));

    @AfterEach
    void close() {
        database.close();
    }

    /** Reservations that nobody has used, which end one second after the other. */
    private void open(String channel, int count, Instant firstEnds) {
        database.rows(
                "insert into ping (tenant, id, channel, day, price, currency, expires_at)"
                        + " select $1, n, $2, '2026-05-04', 5, 'USD', to_timestamp($4::bigint) + make_interval(secs => n)"
                        + " from generate_series(1, $3::int) n",
                FIRM,
                channel,
                count,
                firstEnds.getEpochSecond());
        database.rows(
                "insert into ping_day (tenant, channel, day, n) values ($1, $2, '2026-05-04', $3::int)",
                FIRM,
                channel,
                count);
    }

    private long inUse(String channel) {
        return database.count("select n from ping_day where channel = $1", channel);
    }

    private Pings.Bid bid() {
        return await(pings.bid(
                firm, channel, channel.ping(), new Pings.Offer(channel.ping().price(field -> null), PHONE, null)));
    }

    @Test
    void whoever_asks_frees_some_of_the_many_that_expired() {
        open(channel.id(), 2_000, Instant.ofEpochMilli(NOW).minus(Duration.ofHours(2)));
        assertThat(bid()).isInstanceOf(Pings.Bid.Reserved.class);
        assertThat(inUse(channel.id())).isEqualTo(1_001);
        // The first of them: what is left ends later.
        assertThat(database.count("select min(id) from ping where status = 'open'"))
                .isEqualTo(1_001);
    }

    @Test
    void a_phone_that_another_channel_has_let_go_is_free_however_many_expired_before() {
        open("other", 1_500, Instant.ofEpochMilli(NOW).minus(Duration.ofHours(2)));
        Buffer asked = Buffer.buffer(Identities.askedPhone(await(vault.ready(FIRM)), PHONE));
        database.rows("update ping set phone = $1 where id = 1500", asked);
        assertThat(bid()).isInstanceOf(Pings.Bid.Reserved.class);
        assertThat(inUse("other")).isEqualTo(1_499);
        assertThat(inUse(channel.id())).isEqualTo(1);
    }

    @Test
    void old_ones_are_forgotten_some_thousands_at_a_time() {
        open(channel.id(), 5_003, Instant.ofEpochMilli(NOW).minus(Duration.ofDays(91)));
        database.rows("update ping set expires_at = to_timestamp($1::bigint) where id = 1", NOW / 1_000);
        await(pings.forget());
        assertThat(database.count("select count(*) from ping")).isEqualTo(3);
        await(pings.forget());
        assertThat(database.rows("select id from ping")).hasSize(1);
    }
}
