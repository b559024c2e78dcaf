package io.pelagos.http;

import io.pelagos.team.Change;
import io.pelagos.team.Document;
import io.pelagos.team.Fault;
import io.pelagos.team.InvalidDocument;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Text;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document of a wanted configuration that is new or not as it was.
 *
 * @param old as stored; null for a new one
 * @param base where it has its secrets from, as stored: the old one, or one of the past that comes back
 * @param body as a file has it
 */
record ConfigDraft(
        ConfigResource.Kind kind,
        String id,
        @Nullable JsonObject old,
        @Nullable JsonObject base,
        JsonObject body) {
    String pointer() {
        return ConfigKinds.pointer(kind, id);
    }

    /** Checked by itself only: what others may refer to while they are checked. Throws what is wrong with it. */
    Change provisional(int bytesMax) {
        if (!ConfigKinds.single(kind) && !Document.ID.matcher(id).matches()) {
            throw new InvalidDocument("", "must have an id of 1 to 40 of a-z, 0-9 and -");
        }
        if (body.encode().length() > bytesMax) {
            throw new InvalidDocument("", "has more than " + bytesMax + " characters as JSON");
        }
        for (String secret : kind.secrets()) {
            SecretField field = SecretField.of(secret);
            Object kept = base == null ? null : field.in(base);
            Fault missing = missing(field.pointer(), field.named(body), field.in(body), kept);
            if (missing != null) {
                throw new InvalidDocument(List.of(missing));
            }
        }
        JsonObject document = kind.draft(base, body.copy());
        kind.sections().forEach(section -> section.check(id, document));
        return new Change(ConfigKinds.section(kind), id, document);
    }

    /** Null stands for a secret that is kept; where none is, it has to be given. */
    private static @Nullable Fault missing(String at, boolean named, @Nullable Object said, @Nullable Object kept) {
        if (said instanceof JsonObject object) {
            JsonObject known = kept instanceof JsonObject there ? there : new JsonObject();
            for (String name : object.fieldNames()) {
                Fault fault = missing(at + "/" + Text.escape(name), true, object.getValue(name), known.getValue(name));
                if (fault != null) {
                    return fault;
                }
            }
            return null;
        }
        return named && said == null && kept == null
                ? new Fault(at, "must be given: no secret is kept for it here")
                : null;
    }

    /** Checks it beside the others; empty when it only says the same in other words. */
    List<ConfigPlan.Step> steps(Call call, TenantConfig after) {
        JsonObject stored = kind.store(call, after, id, base, body.copy());
        kind.sections().forEach(section -> section.check(id, stored));
        JsonArray fields = old == null ? new JsonArray() : Difference.fields(kind, old, stored);
        return old != null && fields.isEmpty()
                ? List.of()
                : List.of(new ConfigPlan.Step(kind, id, old, stored, fields, old == null && base != null));
    }
}
