package io.pelagos.http;

import io.pelagos.followup.CallDesk;
import io.pelagos.followup.CallRecord;
import io.pelagos.followup.Dials;
import io.pelagos.followup.DoNotCall;
import io.pelagos.followup.ToldCall;
import io.pelagos.journal.Verdict;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.LeadStore;
import io.pelagos.lead.Phones;
import io.pelagos.team.Agent;
import io.pelagos.team.Document;
import io.pelagos.team.Role;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls: who may dial whom, what the phone system tells of them, and numbers that nobody may call. */
public final class DialRoutes {
    private static final Set<Role> PHONES = Set.of(Role.ADMIN, Role.INTEGRATION);
    private static final Set<Role> LISTERS = Set.of(Role.ADMIN, Role.MANAGER, Role.INTEGRATION, Role.SERVICE);
    private static final int NUMBERS_MAX = 1_000;

    private final Dials dials;
    private final DoNotCall doNotCall;
    private final ConfigWrites writes;
    private final CallDesk calls;
    private final ContactVault vault;
    private final Wishes wishes;
    private final Callers callers;
    private final Verdicts verdicts;

    DialRoutes(
            Dials dials,
            DoNotCall doNotCall,
            ConfigWrites writes,
            CallDesk calls,
            ContactVault vault,
            Wishes wishes,
            Callers callers,
            Verdicts verdicts) {
        this.dials = dials;
        this.doNotCall = doNotCall;
        this.writes = writes;
        this.calls = calls;
        this.vault = vault;
        this.wishes = wishes;
        this.callers = callers;
        this.verdicts = verdicts;
    }

    public void register(Api api) {
        api.route(HttpMethod.POST, "/leads/{lead}/dial", Access.PEOPLE, this::dial);
        api.route(HttpMethod.POST, "/calls", PHONES, this::called);
        api.route(HttpMethod.POST, "/do-not-call", LISTERS, this::forbid);
        api.route(HttpMethod.POST, "/do-not-call/remove", LISTERS, this::allow);
    }

    private Future<Answer> dial(Call call) {
        call.body(d -> true);
        return dials.dial(wishes.ofOwner(call, new JsonObject()), this::phone)
                .map(verdict -> verdicts.answer(
                        call,
                        verdict,
                        // A repeated request gets the number only while the lead is still the caller's.
                        moved -> Answer.ok(new JsonObject()
                                .put(
                                        "number",
                                        moved.stillThere() && LeadAccess.owns(call.principal(), moved.row())
                                                ? vault.open(moved.detail())
                                                        .contact()
                                                        .phone()
                                                : null)),
                        DialRoutes::problem));
    }

    private @Nullable String phone(LeadStore.Stored lead) {
        return vault.open(lead.detail()).contact().phone();
    }

    private static Problem problem(Verdict.Refused refused) {
        return switch (refused.word()) {
            case "no-phone" -> Problem.conflict("no-phone", "The lead has no phone number");
            case "do-not-call" -> policy(refused, "The customer does not want to be called");
            case "too-often" ->
                policy(refused, "The customer has been called often enough").with("until", refused.detail(0));
            case "outside-hours" ->
                policy(refused, "It is not the time to call this customer").with("until", refused.detail(0));
            default -> Verdicts.problem(refused);
        };
    }

    private static Problem policy(Verdict.Refused refused, String title) {
        return Problem.of("contact-policy", 403, title).with("reason", refused.word());
    }

    private Future<Answer> called(Call call) {
        ToldCall told = call.body(document -> read(document, call));
        return writes.onceOrAgain(call, () -> calls.take(callers.caller(call), told)
                .map(taken -> taken.map(one -> CallHook.answer(one, 201))
                        .orElseThrow(() -> Problem.invalid("/lead", "there is no such lead")
                                .refusal())));
    }

    private static ToldCall read(Document document, Call call) {
        String agent = document.optionalId("agent");
        if (agent != null && call.tenant().get(Agent.AGENT, agent) == null) {
            document.fault("agent", "there is no such agent");
        }
        Long lead = LeadIds.read(document, "lead");
        String number = document.optionalText("number", 40);
        String e164 = number == null ? null : Phones.e164(number, null).orElse(null);
        if (number != null && e164 == null) {
            document.fault("number", "is not a valid phone number in E.164, such as +8613800138000");
        } else if (number == null && lead == null) {
            document.fault("number", "is required without a lead");
        }
        long started = Times.millis(document, "started_at");
        if (started == 0 && !document.has("started_at")) {
            document.fault("started_at", "is required");
        }
        String recording = FollowupRoutes.url(document, "recording_url");
        return new ToldCall(
                new CallRecord(
                        document.text("id", 100),
                        lead == null ? 0 : lead,
                        agent,
                        document.choice("direction", List.of("out", "in"), "out")
                                .equals("in"),
                        started,
                        (int) document.integer("seconds", 0, 86_400, 0),
                        recording != null),
                e164,
                recording);
    }

    private Future<Answer> forbid(Call call) {
        List<String> numbers = call.body(DialRoutes::numbers);
        return writes.once(call, transaction -> doNotCall
                .add(transaction, call.tenant().no(), numbers, call.principal().id())
                .map(added -> Answer.ok(new JsonObject().put("added", added))));
    }

    private Future<Answer> allow(Call call) {
        List<String> numbers = call.body(DialRoutes::numbers);
        return writes.once(call, transaction -> doNotCall
                .remove(transaction, call.tenant().no(), numbers)
                .map(removed -> Answer.ok(new JsonObject().put("removed", removed))));
    }

    private static List<String> numbers(Document document) {
        List<String> numbers = new ArrayList<>();
        List<String> texts = document.texts("phones", NUMBERS_MAX, 40);
        for (int i = 0; i < texts.size(); i++) {
            String e164 = Phones.e164(texts.get(i), null).orElse(null);
            if (e164 == null) {
                document.fault("phones/" + i, "is not a valid phone number in E.164, such as +8613800138000");
            } else {
                numbers.add(e164);
            }
        }
        if (texts.isEmpty() && !document.has("phones")) {
            document.fault("phones", "is required");
        }
        return numbers;
    }
}
