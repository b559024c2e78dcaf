package io.pelagos.exchange;

/** All that brings files of leads in. */
public record Imports(ImportStore store, Uploads uploads, ErrorFile errors) {}
