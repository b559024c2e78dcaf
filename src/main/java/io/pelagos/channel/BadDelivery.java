package io.pelagos.channel;

/** A delivery that cannot be read; each adapter turns it into {@link ChannelAdapter.Reading.Refused}. */
public final class BadDelivery extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    /** The reason repeats nothing of what was sent. */
    public BadDelivery(int status, String reason) {
        // No stack trace: bad deliveries are no defects and may come often.
        super(reason, null, false, false);
        this.status = status;
    }

    public ChannelAdapter.Reading.Refused refused() {
        return refused(false);
    }

    /** @param proven the sender had proven itself before its delivery turned out to be bad */
    public ChannelAdapter.Reading.Refused refused(boolean proven) {
        return new ChannelAdapter.Reading.Refused(status, String.valueOf(getMessage()), proven);
    }
}
