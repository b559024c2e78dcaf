package io.pelagos.platform;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses may be called when somebody outside has chosen them: public ones. So nobody makes the server call its own
 * neighbours. After the special-purpose registries of IANA (RFC 6890).
 */
public final class AddressGuard {
    private static final List<IpSubnetFilterRule> CLOSED = rules(Stream.of(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // shared by carriers; the metadata of some clouds is there, too
            "127.0.0.0/8", // loopback
            "168.63.129.16/32", // a cloud's own services, though it looks public
            "169.254.0.0/16", // link-local, and most clouds' metadata
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // relays of 6to4
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4", // reserved, broadcast
            "2001::/23", // protocol assignments, Teredo among them
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4: holds an address of version 4
            "3fff::/20")); // documentation

    /** All that is handed out of version 6; loopback, local, mapped and translated addresses are outside. */
    private static final IpSubnetFilterRule GLOBAL_6 = rule("2000::/3");

    private final boolean allowPrivate;
    private final List<IpSubnetFilterRule> allowed;

    /**
     * Throws {@link IllegalArgumentException} for what is no network.
     *
     * @param allowPrivate whether all may be called
     * @param networks whose addresses may be called whatever they are, such as {@code 10.1.0.0/16} or {@code fd00::/8}
     */
    public AddressGuard(boolean allowPrivate, List<String> networks) {
        this.allowPrivate = allowPrivate;
        this.allowed = rules(networks.stream());
    }

    public boolean permits(InetAddress address) {
        InetSocketAddress socket = new InetSocketAddress(address, 0);
        if (allowPrivate || allowed.stream().anyMatch(rule -> rule.matches(socket))) {
            return !address.isAnyLocalAddress() && !address.isMulticastAddress();
        }
        boolean version4 = address instanceof java.net.Inet4Address;
        return (version4 || GLOBAL_6.matches(socket)) && CLOSED.stream().noneMatch(rule -> rule.matches(socket));
    }

    /** Whether no address is refused for being where it is. */
    boolean permitsAll() {
        return allowPrivate;
    }

    private static List<IpSubnetFilterRule> rules(Stream<String> networks) {
        return networks.map(AddressGuard::rule).toList();
    }

    private static IpSubnetFilterRule rule(String network) {
        int slash = network.indexOf('/');
        // Netty asks for names, too, which a setting must not need.
        if (slash < 0 || !network.matches("[0-9a-fA-F.:]+/\\d{1,3}")) {
            throw new IllegalArgumentException("must be a network such as 10.1.0.0/16, not " + network);
        }
        try {
            InetAddress address = InetAddress.getByName(network.substring(0, slash));
            return new IpSubnetFilterRule(
                    address, Integer.parseInt(network.substring(slash + 1)), IpFilterRuleType.ACCEPT);
        } catch (java.net.UnknownHostException | IllegalArgumentException e) {
            throw new IllegalArgumentException("must be a network such as 10.1.0.0/16, not " + network, e);
        }
    }
}
