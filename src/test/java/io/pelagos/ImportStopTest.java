package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** An import that is stopped forgets what has not begun; leads on their way to their owners get there. */
class ImportStopTest extends OneNode {
    private static final long ID = 4711;

    @Test
    void what_has_begun_goes_on_and_nobody_hears_of_it() {
        TestTenant firm = node.tenant().pool("web");
        store.sql(
                "insert into import (id, tenant, doc, columns, actor, status, total)"
                        + " values (?, ?, '{\"format\": \"csv\", \"pool\": \"web\"}', null, 'a', 'running', 1000)",
                ID,
                firm.no());
        store.sql(
                "insert into import_chunk (import, n, sealed, begun) values (?, 0, '', true), (?, 1, '', false)",
                ID,
                ID);
        assertThat(firm.admin().delete("/imports/" + ID).status()).isEqualTo(204);
        assertThat(store.count("select count(*) from import_chunk where import = ?", ID))
                .isEqualTo(1);
        assertThat(store.count("select n from import_chunk where import = ?", ID))
                .isZero();
        assertThat(firm.admin().get("/imports/" + ID).status()).isEqualTo(404);
        assertThat(firm.admin().delete("/imports/" + ID).status()).isEqualTo(404);
        assertThat(firm.admin().get("/imports").json().getJsonArray("items")).isEmpty();
    }
}
