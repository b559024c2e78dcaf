package io.pelagos.channel.kuaishou;

import io.pelagos.channel.Accepted;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelAdapter;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.Replies;
import java.util.List;

/** Kuaishou is asked for its leads and pushes none: whoever does is not Kuaishou. */
public final class KuaishouAdapter implements ChannelAdapter {
    @Override
    public Reading read(Channel channel, Credentials secrets, Delivery delivery) {
        return new Reading.Refused(404, "nothing is pushed to a channel of this type");
    }

    @Override
    public Reply reply(List<Accepted> results) {
        return Replies.success(results);
    }
}
