package io.pelagos.team;

/**
 * What is wrong at one place of a document.
 *
 * @param pointer a JSON pointer (RFC 6901), empty for the whole document
 */
public record Fault(String pointer, String detail) {}
