package io.pelagos.platform;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Addresses of the web that somebody has written down: what is wrong with them, and their parts. */
final class WebTargets {
    private static final int CHARACTERS_MAX = 2_000;
    /** Below it services of a machine listen that nobody means by a web address. */
    private static final int PORT_FREE_MIN = 1_024;

    private final boolean allowHttp;

    WebTargets(boolean allowHttp) {
        this.allowHttp = allowHttp;
    }

    /** In words that follow the address's name; null for nothing. */
    @Nullable
    String fault(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return "must be a web address";
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(scheme.equals("http") && allowHttp)) {
            return allowHttp ? "must begin with https:// or http://" : "must begin with https://";
        } else if (uri.getHost() == null
                || uri.getHost().isEmpty()
                || uri.getHost().contains("%")) {
            return "must name a host in ASCII";
        } else if (uri.getRawUserInfo() != null) {
            return "must not hold a user or password";
        } else if (uri.getRawFragment() != null) {
            return "must not have a fragment";
        }
        int port = port(uri);
        if (port > 65_535 || (port < PORT_FREE_MIN && port != 443 && port != 80)) {
            return "must have port 443, 80, or one from 1024 to 65535";
        }
        return url.length() > CHARACTERS_MAX ? "must have at most " + CHARACTERS_MAX + " characters" : null;
    }

    static boolean secure(URI target) {
        return target.getScheme().equalsIgnoreCase("https");
    }

    static int port(URI target) {
        return target.getPort() >= 0 ? target.getPort() : secure(target) ? 443 : 80;
    }

    /** An address of version 6 without its brackets. */
    static String host(URI target) {
        String host = target.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
