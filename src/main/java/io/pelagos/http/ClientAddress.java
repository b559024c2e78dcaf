package io.pelagos.http;

import io.netty.util.NetUtil;
import io.pelagos.signin.Origin;
import io.pelagos.team.Text;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a request comes from: what limits, the look-out for bots and the trail of sign-ins go by. */
final class ClientAddress {
    private static final String FORWARDED = "X-Forwarded-For";
    private static final String UNKNOWN = "unknown";
    private static final int NETWORK_BYTES = 8;
    private static final Pattern WITH_PORT = Pattern.compile("(?:[0-9.]+|\\[[^\\]]+\\])(:[0-9]{1,5})");
    private static final int PORT = 1;
    private static final String LOOPBACK = "127.";
    private static final String LOOPBACK_6 = network("::1");

    private final boolean forwarded;

    /** @param forwarded whether the last that {@code X-Forwarded-For} names is the client, as a proxy has added it */
    ClientAddress(boolean forwarded) {
        this.forwarded = forwarded;
    }

    Origin of(HttpServerRequest request) {
        String client = request.getHeader("User-Agent");
        return new Origin(network(request), client == null ? "" : Text.clean(client));
    }

    /** The address, or the network of one of version 6; "unknown" for what is none. */
    String network(HttpServerRequest request) {
        String named = forwarded ? last(request.headers().getAll(FORWARDED)) : null;
        SocketAddress remote = request.remoteAddress();
        String host = named != null || remote == null ? named : remote.hostAddress();
        return host == null ? UNKNOWN : network(host);
    }

    private static @Nullable String last(List<String> headers) {
        if (headers.isEmpty()) {
            return null;
        }
        String line = headers.get(headers.size() - 1);
        return line.substring(line.lastIndexOf(',') + 1).strip();
    }

    /** Likewise of what a proxy or the system writes; some proxies write a port, too. */
    static String network(String address) {
        Matcher port = WITH_PORT.matcher(address);
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(
                port.matches() ? address.substring(0, port.start(PORT)) : address);
        if (!(literal instanceof Inet6Address)) {
            return literal == null ? UNKNOWN : literal.getHostAddress();
        }
        byte[] bytes = literal.getAddress();
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }

    /** Whether this machine itself has asked. */
    static boolean loopback(String network) {
        return network.startsWith(LOOPBACK) || network.equals(LOOPBACK_6);
    }
}
