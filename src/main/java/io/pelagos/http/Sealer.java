package io.pelagos.http;

/** Encrypts what is stored for a tenant; the empty tenant is the server itself. */
public interface Sealer {
    byte[] seal(String tenant, byte[] plain);

    byte[] open(String tenant, byte[] sealed);
}
