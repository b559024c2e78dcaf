package io.pelagos.http;

/** Encrypts what is stored for a tenant, by its number; 0 is the server itself. */
public interface Sealer {
    int SERVER = 0;

    byte[] seal(int tenant, byte[] plain);

    byte[] open(int tenant, byte[] sealed);
}
