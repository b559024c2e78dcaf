package io.pelagos.audit;

/** The newest line of a lead: all that has to be kept elsewhere to prove its journal later. */
public record Head(long lead, int version, byte[] hash) {}
