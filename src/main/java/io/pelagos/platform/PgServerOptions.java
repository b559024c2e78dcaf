package io.pelagos.platform;

import io.vertx.pgclient.PgConnectOptions;

/** Options of a connection to whichever of several servers is the primary. */
final class PgServerOptions extends PgConnectOptions {
    private final PgServers servers;

    PgServerOptions(PgServers servers) {
        this.servers = servers;
        setHost(servers.first().host());
        setPort(servers.first().port());
    }

    PgServers servers() {
        return servers;
    }

    /** The same for one of them. */
    PgConnectOptions at(PgServers.Server server) {
        return new PgConnectOptions(this).setHost(server.host()).setPort(server.port());
    }
}
