package io.pelagos.http;

import io.pelagos.deal.Deals;
import io.pelagos.followup.Edits;
import io.pelagos.journal.Verdict;
import io.pelagos.lead.Facts;
import io.pelagos.lead.Phones;
import io.pelagos.team.CustomField;
import io.pelagos.team.Document;
import io.pelagos.team.Text;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of a lead is changed; notes; what waits for a supervisor's word. */
public final class EditRoutes {
    private static final int TEXT_MAX = 1_000;
    private static final int ATTRIBUTES_CHARACTERS_MAX = 20_000;
    private static final List<String> CONTACT = List.of("name", "phone", "email", "wechat", "company");

    private final Edits edits;
    private final Deals deals;
    private final Wishes wishes;
    private final Verdicts verdicts;
    private final RequestRoutes requests;

    EditRoutes(Edits edits, Deals deals, Wishes wishes, Verdicts verdicts, RequestRoutes requests) {
        this.edits = edits;
        this.deals = deals;
        this.wishes = wishes;
        this.verdicts = verdicts;
        this.requests = requests;
    }

    public void register(Api api) {
        api.route(HttpMethod.PATCH, "/leads/{lead}", Access.WORKERS, this::edit);
        api.route(HttpMethod.POST, "/leads/{lead}/notes", Access.WORKERS, this::note);
        api.route(HttpMethod.POST, "/leads/{lead}/messages", Access.WRITERS, this::message);
        api.route(HttpMethod.POST, "/leads/{lead}/approve", Access.SUPERVISORS, this::approve);
    }

    private Future<Answer> edit(Call call) {
        Map<String, CustomField> fields = call.tenant().tenant().fields();
        Edits.Edit wanted = call.body(document -> read(document, fields));
        return edits.edit(
                        wishes.ofSeer(call, new JsonObject()),
                        wanted,
                        call.principal().agent())
                .map(verdict -> verdicts.lead(call, verdict, EditRoutes::problem));
    }

    private static Problem problem(Verdict.Refused refused) {
        return switch (refused.word()) {
            case "nothing" -> Problem.conflict("nothing-to-do", "There is nothing to change");
            case "no-grade" -> Problem.invalid("/grade", "is not a grade of this firm");
            case "no-intent" -> Problem.invalid("/intent", "is not an intent of this firm");
            case "too-large" -> Problem.invalid("/attributes", "the lead would have more attributes than can be kept");
            case "known" -> Problem.conflict("duplicate-lead", "Another lead has this phone already");
            default -> Verdicts.problem(refused);
        };
    }

    private static Edits.Edit read(Document document, Map<String, CustomField> known) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        if (document.mentions("grade")) {
            facts.put(Facts.GRADE, cleaned(document.optionalText("grade", 40)));
        }
        if (document.mentions("intent")) {
            facts.put(Facts.INTENT, cleaned(document.optionalText("intent", 60)));
        }
        if (document.mentions("score")) {
            facts.put(
                    Facts.SCORE,
                    document.has("score") ? (int) document.integer("score", -1_000_000, 1_000_000, 0) : null);
        }
        if (document.mentions("tags")) {
            facts.put(
                    Facts.TAGS,
                    new JsonArray(document.texts("tags", 50, 100).stream()
                            .map(Text::clean)
                            .toList()));
        }
        Map<String, @Nullable Object> fields = document.object("fields", d -> CustomField.values(d, known));
        Map<String, @Nullable String> contact = document.object("contact", EditRoutes::contact);
        JsonObject attributes = document.free("attributes", ATTRIBUTES_CHARACTERS_MAX);
        return new Edits.Edit(
                facts,
                fields == null ? Map.of() : fields,
                contact == null ? Map.of() : contact,
                attributes == null ? Map.of() : Text.clean(attributes).getMap());
    }

    private static @Nullable String cleaned(@Nullable String text) {
        String clean = text == null ? "" : Text.clean(text).strip();
        return clean.isEmpty() ? null : clean;
    }

    private static Map<String, @Nullable String> contact(Document document) {
        Map<String, @Nullable String> contact = new LinkedHashMap<>();
        for (String name : CONTACT) {
            if (document.mentions(name)) {
                contact.put(name, cleaned(document.optionalText(name, TEXT_MAX)));
            }
        }
        String phone = contact.get("phone");
        if (phone != null) {
            String e164 = Phones.e164(phone, null).orElse(null);
            if (e164 == null) {
                document.fault("phone", "is not a valid phone number in E.164, such as +8613800138000");
            }
            contact.put("phone", e164);
        }
        return contact;
    }

    private Future<Answer> note(Call call) {
        JsonObject said = call.body(d -> Sealing.said("text", Sealing.someWords(d, "text")));
        return edits.note(wishes.ofSeer(call, said)).map(verdict -> verdicts.lead(call, verdict));
    }

    private record Message(String kind, JsonObject said) {}

    private Future<Answer> message(Call call) {
        Message message = call.body(d -> new Message(
                d.choice("kind", List.of("complaint", "service"), null),
                Sealing.said("text", Sealing.someWords(d, "text"))));
        return edits.note(wishes.ofSeer(call, message.said), message.kind).map(verdict -> verdicts.lead(call, verdict));
    }

    /** @param agent who asks to claim the lead; null for the rest */
    private record Approval(
            String what,
            boolean approved,
            @Nullable String agent,
            @Nullable String note) {
        static Approval read(Document document) {
            String what = document.choice("what", List.of("deal", "edit", "claim"), null);
            String agent = document.optionalId("agent");
            boolean claim = what.equals("claim");
            if (claim && agent == null && !document.faulty("agent")) {
                document.fault("agent", "is required");
            } else if (!claim && agent != null) {
                document.fault("agent", "is for claims");
            }
            return new Approval(what, document.flag("approved", true), agent, Sealing.words(document, "note", 500));
        }
    }

    private Future<Answer> approve(Call call) {
        Approval wanted = call.body(Approval::read);
        if (wanted.agent != null) {
            return requests.judge(call, wanted.agent, wanted.approved, Sealing.said("note", wanted.note));
        }
        var wish = wishes.ofSeer(call, Sealing.said("note", wanted.note));
        Future<Verdict> judged =
                wanted.what.equals("deal") ? deals.judge(wish, wanted.approved) : edits.approve(wish, wanted.approved);
        return judged.map(verdict -> verdicts.lead(call, verdict, EditRoutes::problem));
    }
}
