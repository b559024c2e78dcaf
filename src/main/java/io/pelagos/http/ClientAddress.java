package io.pelagos.http;

import io.netty.util.NetUtil;
import io.pelagos.signin.Origin;
import io.pelagos.team.Text;
import io.vertx.core.http.HttpServerRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where a request comes from. */
final class ClientAddress {
    private static final String FORWARDED = "X-Forwarded-For";
    private static final int NETWORK_BYTES = 8;

    private final boolean forwarded;

    /** @param forwarded whether the last that {@code X-Forwarded-For} names is the client, as a proxy has added it */
    ClientAddress(boolean forwarded) {
        this.forwarded = forwarded;
    }

    Origin of(HttpServerRequest request) {
        String client = request.getHeader("User-Agent");
        return new Origin(address(request), client == null ? "" : Text.clean(client));
    }

    private String address(HttpServerRequest request) {
        String named = forwarded ? last(request.headers().getAll(FORWARDED)) : null;
        return network(named == null ? request.remoteAddress().hostAddress() : named);
    }

    private static @Nullable String last(java.util.List<String> headers) {
        if (headers.isEmpty()) {
            return null;
        }
        String line = headers.get(headers.size() - 1);
        return line.substring(line.lastIndexOf(',') + 1).strip();
    }

    /** The address, or the network of one of version 6; "unknown" for what is none. */
    static String network(String address) {
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(address);
        if (!(literal instanceof Inet6Address)) {
            return literal == null ? "unknown" : literal.getHostAddress();
        }
        byte[] bytes = literal.getAddress();
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }
}
