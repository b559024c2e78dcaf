package io.pelagos.channel;

import io.pelagos.team.Fault;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with a channel that can be read, but could not work as it says. Asked when somebody writes one, not when
 * one is read: a rule that is new must not cost a channel that is there its leads.
 */
public final class ChannelCheck {
    private final Channel channel;
    private final List<Fault> faults = new ArrayList<>();

    private ChannelCheck(Channel channel) {
        this.channel = channel;
    }

    /** All faults of a channel, with its secrets opened. */
    public static List<Fault> faults(Channel channel, Credentials secrets) {
        ChannelCheck check = new ChannelCheck(channel);
        check.secret(secrets);
        return check.faults;
    }

    private void fault(String pointer, String detail) {
        faults.add(new Fault(pointer, detail));
    }

    private void secret(Credentials secrets) {
        String secret = secrets.secret();
        Proof.Kind kind = channel.proof().kind();
        boolean signs = kind == Proof.Kind.STANDARD_WEBHOOKS
                || (kind == Proof.Kind.USUAL && secret != null && secret.startsWith(WebhookSignature.PREFIX));
        if (signs && secret != null && !WebhookSignature.holdsKey(secret)) {
            fault("/secret", "must be whsec_ and the base64 of a key, as Standard Webhooks asks");
        }
    }
}
