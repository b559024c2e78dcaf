package io.pelagos.alert;

import io.pelagos.team.Document;
import java.util.List;

/**
 * What a rule counts apart: some pools, some channels, or the firm as a whole.
 *
 * @param by pool, channel or firm
 * @param ids of these; empty for the firm
 */
record Scope(String by, List<String> ids) {
    static final int IDS_MAX = 50;
    static final String POOL = "pool";
    static final String CHANNEL = "channel";
    static final String FIRM = "firm";

    static Scope read(Document document) {
        List<String> pools = ids(document, "pools");
        List<String> channels = ids(document, "channels");
        if (!pools.isEmpty() && !channels.isEmpty()) {
            document.fault("channels", "must not be there beside pools");
        }
        return !pools.isEmpty()
                ? new Scope(POOL, pools)
                : channels.isEmpty() ? new Scope(FIRM, List.of()) : new Scope(CHANNEL, channels);
    }

    /** Pools, one at least. */
    static Scope pools(Document document) {
        List<String> pools = ids(document, "pools");
        if (pools.isEmpty() && !document.faulty("pools")) {
            document.fault("pools", "must name a pool");
        }
        return new Scope(POOL, pools);
    }

    static List<String> ids(Document document, String name) {
        List<String> ids = document.texts(name, IDS_MAX, 255);
        for (int i = 0; i < ids.size(); i++) {
            if (!Document.ID.matcher(ids.get(i)).matches()) {
                document.fault(name + "/" + i, "must be an id");
            }
        }
        return List.copyOf(ids);
    }

    /** What alerts are about: the ids, or the one name of the firm as a whole. */
    List<String> subjects() {
        return ids.isEmpty() ? List.of("") : ids;
    }
}
