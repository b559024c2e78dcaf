package io.pelagos.privacy;

import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Identities;
import io.pelagos.lead.LeadDetail;
import io.pelagos.lead.LeadFilter;
import io.pelagos.lead.LeadStore;
import io.pelagos.lead.Phones;
import io.pelagos.platform.PgPool;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A person's leads, and the hashes by which they are found. The tenant's keys have to be loaded. */
final class SubjectLeads {
    /** Opened at once. */
    private static final int LEADS = 1_000;

    private static final int HASHES = 20_000;
    /** As a lead that came in again keeps another number of its person. */
    private static final Pattern OTHER_PHONE = Pattern.compile("phone_[0-9]{1,3}");

    /**
     * There is no index on the lead, as it would make each lead that comes in dearer: all hashes are walked. Those of an
     * external id and of a whole delivery stay: by them a platform that sends it once more is told that it was here.
     */
    private static final String FORGET = """
            with page as (
              select hash, tenant, lead, kind from identity where hash > $1 order by hash limit %1$d
            ), gone as (
              delete from identity i using page p
              where i.hash = p.hash and i.lead = p.lead and p.tenant = $2 and p.lead = any ($3)
                and p.kind in ('p', 'e', 'w', 'k')
            )
            select hash from page order by hash desc limit 1""".formatted(HASHES);

    private final Vertx vertx;
    private final LeadStore store;
    private final ContactVault vault;
    private final PgPool scans;

    SubjectLeads(Vertx vertx, LeadStore store, ContactVault vault, PgPool scans) {
        this.vertx = vertx;
        this.store = store;
        this.vault = vault;
        this.scans = scans;
    }

    /** Those that an index finds by the number: some hundred at most. */
    Future<List<LeadStore.Stored>> indexed(int tenant, String phone) {
        return store.allIdentified(tenant, Identities.phone(vault.keys(tenant), phone))
                .compose(ids -> store.find(tenant, ids));
    }

    /**
     * Some of all leads.
     *
     * @param found those that are the person's
     * @param next after which id it goes on; null at the end
     */
    record Walked(List<LeadStore.Stored> found, @Nullable Long next) {}

    /** Looks for the number where no index does: a lead may have several. */
    Future<Walked> walk(int tenant, String phone, long after) {
        return store.page(tenant, after, LeadFilter.NONE, LEADS)
                .compose(page -> vertx.executeBlocking(
                        () -> new Walked(
                                page.leads().stream()
                                        .filter(lead -> !lead.row().erased() && has(vault.open(lead.detail()), phone))
                                        .toList(),
                                page.next()),
                        false));
    }

    private static boolean has(LeadDetail detail, String phone) {
        return phone.equals(detail.contact().phone())
                || detail.attributes().stream()
                        .anyMatch(one -> OTHER_PHONE.matcher(one.getKey()).matches()
                                && one.getValue() instanceof String text
                                && phone.equals(
                                        Phones.e164(text, Phones.region(phone)).orElse("")));
    }

    /** Forgets the leads' hashes among the next that there are; after which hash it goes on, null at the end. */
    Future<@Nullable Buffer> forgetHashes(int tenant, List<Long> leads, Buffer after) {
        Tuple arguments = Tuple.of(after, tenant).addArrayOfLong(leads.toArray(Long[]::new));
        return scans.use(c -> c.preparedQuery(FORGET).execute(arguments)).map(rows -> {
            Row last = rows.size() == 0 ? null : rows.iterator().next();
            return last == null ? null : last.getBuffer(0);
        });
    }
}
