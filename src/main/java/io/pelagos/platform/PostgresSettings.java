package io.pelagos.platform;

/** What the embedded PostgreSQL is told beyond its defaults; appended to postgresql.conf once, yours to change. */
final class PostgresSettings {
    static final String EMBEDDED = """

            # --- Pelagos ---
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            max_connections = 100
            # What Pelagos promises rests on this one.
            synchronous_commit = on
            shared_buffers = 256MB
            wal_buffers = 16MB
            # Filling a new segment with zeros makes everybody wait who commits meanwhile.
            wal_init_zero = off
            # Few checkpoints: each makes the next change of every page a big one.
            max_wal_size = 2GB
            min_wal_size = 256MB
            checkpoint_timeout = 10min
            # The hot table changes all day long.
            autovacuum_naptime = 20s
            autovacuum_vacuum_cost_delay = 0
            # Short statements gain nothing from it.
            jit = off
            timezone = 'UTC'
            log_timezone = 'UTC'
            log_line_prefix = '%m [%p] '
            log_checkpoints = off
            """;

    private PostgresSettings() {}
}
