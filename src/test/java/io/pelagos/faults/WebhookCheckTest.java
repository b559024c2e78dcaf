package io.pelagos.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each way to tell a webhook something wrong is planted once, and found. */
class WebhookCheckTest {

    private final MadeHistory made = new MadeHistory();
    private final List<Inbox.Message> messages = new ArrayList<>();

    @BeforeEach
    void a_lead_that_was_claimed_and_closed() {
        made.received(1).claimed(1, "ann").later(10).closed(1, "ann");
        made.truth().journal().stream()
                .filter(line -> WebhookCheck.TYPES.contains(line.type()))
                .map(line -> message(line, true))
                .forEach(messages::add);
    }

    @Test
    void what_is_told_as_it_happened_passes_also_twice() {
        messages.add(messages.get(0));
        assertThat(found()).isEmpty();
    }

    @Test
    void finds_what_was_never_told() {
        messages.remove(1);
        assertThat(found()).containsExactly("webhooks an event was never told");
    }

    @Test
    void finds_what_never_happened() {
        ObjectNode event = messages.get(0).event().deepCopy();
        messages.add(new Inbox.Message("evt_9", 9, event, true));
        assertThat(found()).containsExactly("webhooks a message says what the journal does not");
    }

    @Test
    void finds_another_owner_than_the_journal_has() {
        ((ObjectNode) messages.get(0).event().path("to")).put("owner", "bob");
        assertThat(found()).containsExactly("webhooks a message says what the journal does not");
    }

    @Test
    void finds_a_repeat_with_another_id() {
        Inbox.Message first = messages.get(0);
        messages.add(new Inbox.Message("evt_other", first.lead(), first.event(), true));
        assertThat(found()).containsExactly("webhooks a repeat differs");
    }

    @Test
    void finds_a_lead_told_out_of_order() {
        messages.add(messages.remove(0));
        assertThat(found()).containsExactly("webhooks a lead's messages are out of order");
    }

    @Test
    void finds_a_wrong_signature() {
        messages.set(0, message(made.truth().journal().get(1), false));
        assertThat(found()).containsExactly("webhooks a message is not signed");
    }

    private List<String> found() {
        Findings findings = new Findings();
        WebhookCheck.check(made.truth(), messages, findings);
        WebhookCheck.complete(made.truth(), messages, findings);
        return List.copyOf(findings.counts().keySet());
    }

    private static Inbox.Message message(Truth.Line line, boolean signed) {
        ObjectNode event = Api.JSON
                .createObjectNode()
                .put("version", line.version())
                .put("type", line.type())
                .put("at", Instant.ofEpochMilli(line.atMillis()).toString())
                .put("hash", HexFormat.of().formatHex(line.hash()));
        event.set("from", line.json().path("from").deepCopy());
        event.set("to", line.json().path("to").deepCopy());
        return new Inbox.Message("evt_" + line.lead() + "_" + line.version(), line.lead(), event, signed);
    }
}
