package io.pelagos.channel;

import static io.pelagos.lead.LeadDatabase.await;

import com.github.f4b6a3.tsid.TsidCreator;
import io.pelagos.journal.LeadEvent;
import io.pelagos.lead.Contact;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.LeadDatabase;
import io.pelagos.lead.LeadRow;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** An intake with a database of its own for each test, and drafts of leads. */
abstract class IntakeBench {
    static final int TENANT = 3;
    static final Instant NOW = Instant.parse("2026-03-01T08:00:00.123Z");

    final LeadDatabase database = new LeadDatabase();
    final ContactVault vault = new ContactVault(database.keysets("a master key of more than 32 characters"));
    final List<LeadRow> entered = new CopyOnWriteArrayList<>();
    final AtomicInteger touched = new AtomicInteger();
    final Intake intake = intake(Intake.Settings.USUAL);

    Intake intake(Intake.Settings settings) {
        return intake(settings, Map.of());
    }

    /** @param channels documents of the tenant's channels, by id */
    Intake intake(Intake.Settings settings, Map<String, JsonObject> channels) {
        return intake(settings, channels, NOW);
    }

    Intake intake(Intake.Settings settings, Map<String, JsonObject> channels, Instant now) {
        Map<String, Map<String, JsonObject>> documents = Map.of(
                "tenant",
                Map.of("", new JsonObject("{\"name\":\"Firm\",\"time_zone\":\"Asia/Shanghai\"}")),
                "channel",
                channels);
        TenantConfig config = new TenantConfig(TENANT, "firm", 0, 1, documents);
        return new Intake(
                database.vertx,
                database::connect,
                vault,
                InstantSource.fixed(now),
                new Policies(tenant -> tenant == TENANT ? config : null),
                entered::addAll,
                touched::incrementAndGet,
                IDS,
                settings);
    }

    @AfterEach
    void close() {
        database.close();
    }

    static LeadDraft draft(@Nullable String externalId, @Nullable String phone) {
        return new LeadDraft(
                "ads",
                "pool",
                externalId,
                new Contact("王小明", phone, "wang@example.com", null, null),
                false,
                new JsonObject().put("city", "上海"),
                new JsonObject().put("campaign", "spring"),
                "A",
                70,
                List.of("new"),
                "skill=a",
                false);
    }

    static LeadDraft graded(LeadDraft d, String grade) {
        return new LeadDraft(
                d.channel(),
                d.pool(),
                d.externalId(),
                d.contact(),
                d.virtualPhone(),
                d.attributes(),
                d.source(),
                grade,
                d.score(),
                d.tags(),
                d.lane(),
                d.test());
    }

    static String phone(int number) {
        return "+86138%08d".formatted(number);
    }

    Future<Accepted> accept(LeadDraft draft) {
        return intake.accept(TENANT, draft, "channel:ads", null);
    }

    static RequestKey key(String key, String body) {
        byte[] none = new byte[0];
        return new RequestKey(
                LeadEvent.chain(none, key.getBytes(StandardCharsets.UTF_8)),
                LeadEvent.chain(none, body.getBytes(StandardCharsets.UTF_8)));
    }

    static <T extends Accepted> List<T> only(Class<T> type, List<? extends Accepted> results) {
        return results.stream().filter(type::isInstance).map(type::cast).toList();
    }

    static List<Accepted> all(List<Future<Accepted>> futures) {
        return await(Future.all(futures)).list();
    }

    /** What a search for the tag that the drafts have would find. */
    List<Long> taggedNew() {
        return database
                .rows("select lead from lead_term where tenant = $1 and name = 'tag' and value = 'new'", TENANT)
                .stream()
                .map(row -> row.getLong(0))
                .toList();
    }

    /** A generic channel. */
    static JsonObject channel(String more) {
        return new JsonObject()
                .put("type", "generic")
                .put("name", "Ads")
                .put("pool", "pool")
                .put("hook_key", "0123456789abcdef")
                .mergeIn(new JsonObject(more.replace('\'', '"')));
    }

    static final LongSupplier IDS = () -> TsidCreator.getTsid().toLong();
    static final Intake.Settings SMALL = new Intake.Settings(10_000, 64L << 20, 5_000, 16, 2, 8);

    long leads() {
        return database.count("select count(*) from lead");
    }

    Intake cut(CommitCutter cutter) {
        return new Intake(
                database.vertx,
                () -> database.connectThrough(cutter.port()),
                vault,
                InstantSource.fixed(NOW),
                new Policies(tenant -> null),
                entered::addAll,
                touched::incrementAndGet,
                IDS,
                new Intake.Settings(100, 1 << 20, 5_000, 100, 1, 8));
    }

    static long lead(Accepted accepted) {
        return ((Accepted.Lead) accepted).lead();
    }

    static LeadDraft of(String channel, @Nullable String externalId, @Nullable String phone) {
        LeadDraft d = draft(externalId, phone);
        return new LeadDraft(
                channel,
                d.pool(),
                d.externalId(),
                d.contact(),
                false,
                d.attributes(),
                d.source(),
                d.grade(),
                d.score(),
                d.tags(),
                d.lane(),
                false);
    }

    static LeadDraft person(@Nullable String id, String name, @Nullable String email, @Nullable String company) {
        LeadDraft d = draft(id, null);
        return new LeadDraft(
                "ads",
                "pool",
                id,
                new Contact(name, null, email, null, company),
                false,
                d.attributes(),
                d.source(),
                null,
                null,
                List.of(),
                "",
                false);
    }
}
