package io.pelagos.http;

import io.pelagos.privacy.Reads;
import io.pelagos.team.Role;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import java.util.EnumSet;
import java.util.Set;

/** Who has read contact data that are not his. */
public final class ContactReadRoutes {
    private static final Set<Role> AUDITORS = EnumSet.of(Role.ADMIN, Role.AUDITOR);

    private final Reads reads;

    ContactReadRoutes(Reads reads) {
        this.reads = reads;
    }

    public void register(Api api) {
        api.route(HttpMethod.GET, "/audit/reads", AUDITORS, this::list);
    }

    private Future<Answer> list(Call call) {
        call.onlyQuery(Set.of("agent", "lead", "limit", "cursor"), "is not a filter of this list");
        int limit = call.limit();
        long before = call.cursor(Long.MAX_VALUE);
        String lead = call.query("lead");
        return reads.page(
                        call.tenant().no(),
                        before == 0 ? Long.MAX_VALUE : before,
                        call.query("agent"),
                        lead == null ? null : id(lead),
                        limit + 1)
                .map(found -> {
                    JsonArray items = new JsonArray();
                    found.stream().limit(limit).forEach(read -> items.add(read.json()));
                    return Answer.list(
                            items,
                            found.size() > limit
                                    ? Long.toString(found.get(limit - 1).id())
                                    : null);
                });
    }

    private static Long id(String text) {
        Long lead = LeadIds.orNull(text);
        if (lead == null) {
            throw Problem.invalid("", "lead must be a lead's id").refusal();
        }
        return lead;
    }
}
