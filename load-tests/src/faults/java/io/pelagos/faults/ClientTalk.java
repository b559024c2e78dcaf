package io.pelagos.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** One connection of a client to a node: HTTP/1.1, a request at a time. Claims that were granted are told. */
final class ClientTalk implements TcpProxy.Tap.Talk {

    private static final int LOOKED_AT = 120;

    private final Node node;
    private final Traps traps;
    private volatile boolean claims;

    ClientTalk(Node node, Traps traps) {
        this.node = node;
        this.traps = traps;
    }

    @Override
    public void asked(byte[] piece, int length) {
        String head = head(piece, length);
        if (head.contains(" HTTP/1.1\r\n")) {
            claims = head.startsWith("POST /api/v1/pools/") && head.contains("/claims ");
        }
    }

    @Override
    public void answered(byte[] piece, int length) throws IOException {
        if (claims && head(piece, length).startsWith("HTTP/1.1 2")) {
            claims = false;
            traps.pass(node, "claim", false);
        }
    }

    private static String head(byte[] piece, int length) {
        return new String(piece, 0, Math.min(length, LOOKED_AT), StandardCharsets.ISO_8859_1);
    }
}
