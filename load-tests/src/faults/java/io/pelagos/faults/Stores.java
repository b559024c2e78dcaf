package io.pelagos.faults;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** Where what a server holds can be read, past all wires; the caller closes what it gets. */
interface Stores {
    Connection database() throws SQLException;

    Resp redis() throws IOException;
}
