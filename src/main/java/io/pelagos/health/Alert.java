package io.pelagos.health;

/**
 * What people should look at.
 *
 * @param subject what it is about: for {@link Alerts#CHANNEL_SILENT} a channel's id
 * @param endedAtMillis 0 while it lasts
 */
public record Alert(long id, String kind, String subject, long sinceMillis, long endedAtMillis) {}
