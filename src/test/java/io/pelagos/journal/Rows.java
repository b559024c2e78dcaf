package io.pelagos.journal;

import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.SealedDetail;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of PostgreSQL that stand for a given record: the way back from {@link LeadRecord#of}. */
final class Rows implements Placement {
    static final long REMEMBER_MILLIS = 600_000_000;
    private static final String RECORD = "record";

    /** The row of a lead that Redis should know by this record; null for a closed one. */
    static @Nullable LeadRow of(int tenant, long lead, String record) {
        if (record.isEmpty()) {
            return null;
        }
        String[] r = record.split("\\|", -1);
        boolean owned = r[0].equals("o");
        LeadRecord.Spot spot = LeadRecord.Spot.of(record);
        String flags = r[owned ? 7 : 6];
        long claimedAtMillis = owned ? Long.parseLong(r[5]) : 0;
        Map<String, Object> facts = new HashMap<>(Map.of(RECORD, record));
        facts.put("won_at", flags.contains("w") ? 1L : 0L);
        facts.put("nurture_until", flags.contains("n") ? 1L : 0L);
        if (!flags.contains("u")) {
            facts.put("followups", List.of(Map.of("at", claimedAtMillis)));
        }
        facts.put("next_at", owned ? Long.parseLong(r[6]) : 0L);
        return new LeadRow(
                tenant,
                lead,
                Integer.parseInt(r[1]),
                owned ? LeadState.OWNED : LeadState.POOLED,
                spot.pool(),
                spot.owner(),
                spot.team(),
                0,
                claimedAtMillis,
                0,
                flags.contains("c") ? 1 : 0,
                new JsonObject(facts));
    }

    static SealedDetail detail(int tenant, long lead) {
        return new SealedDetail(tenant, lead, null, Buffer.buffer(), Buffer.buffer(), new JsonObject(), 1);
    }

    @Override
    public Place place(LeadRow row) {
        String[] r = row.facts().getString(RECORD).split("\\|", -1);
        return r[0].equals("o")
                ? Place.owned(Long.parseLong(r[8]), r[7].contains("n"), r[7].contains("l"))
                : Place.pooled(r[3], Long.parseLong(r[4]), Long.parseLong(r[5]), r[8], Long.parseLong(r[7]));
    }

    @Override
    public long rememberLeavingMillis(int tenant) {
        return REMEMBER_MILLIS;
    }
}
