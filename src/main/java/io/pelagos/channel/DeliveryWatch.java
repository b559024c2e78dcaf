package io.pelagos.channel;

import io.pelagos.team.TenantConfig;
import java.util.List;

/** Hears of what platforms deliver, for those who look after channels. Never delays or fails an answer. */
public interface DeliveryWatch {
    /** Something came to the channel's address, whatever it is. */
    void arrived(TenantConfig tenant, Channel channel);

    /** It is not taken. */
    void refused(TenantConfig tenant, Channel channel, Delivery delivery, ChannelAdapter.Reading.Refused refused);

    /** It is not even read: the channel is switched off. */
    void disabled(TenantConfig tenant, Channel channel);

    /** Some of the leads in it cannot be read; the others go their way. */
    void unreadable(TenantConfig tenant, Channel channel, Delivery delivery, List<BadPart> parts);

    /** It was read, and PostgreSQL does not take what it holds. */
    void unstorable(TenantConfig tenant, Channel channel, Delivery delivery, String reason);

    /** A platform's tests of which nothing can be fetched: they come to no intake that could tell of them. */
    void tested(TenantConfig tenant, Channel channel, int tests);
}
