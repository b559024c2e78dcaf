package io.pelagos.alert;

import java.util.List;

/** The kinds of alerts, and of rules. */
public final class AlertKind {
    /** Too few leads of a pool may be claimed. */
    public static final String POOL_DRY = "pool_dry";
    /** Too many leads lie in a pool, or one for too long. */
    public static final String POOL_OVERFLOW = "pool_overflow";
    /** No lead came by a channel for as long as its own alarm allows. */
    public static final String CHANNEL_SILENT = "channel_silent";
    /** Less becomes of leads than before. */
    public static final String CONVERSION_DROP = "conversion_drop";
    /** Promises of a first contact are broken. */
    public static final String SLA_BREACH = "sla_breach";
    /** An agent claims as no person does. */
    public static final String CLAIM_BOT = "claim_bot";

    static final List<String> ALL =
            List.of(POOL_DRY, POOL_OVERFLOW, CHANNEL_SILENT, CONVERSION_DROP, SLA_BREACH, CLAIM_BOT);

    private AlertKind() {}
}
