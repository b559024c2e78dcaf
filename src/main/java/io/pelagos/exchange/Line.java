package io.pelagos.exchange;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a file.
 *
 * @param number of the line it begins on, from 1; of a table's row the row's number
 * @param values as they stand there, one for each column
 * @param fault why it cannot be a lead, whatever the columns mean; null: nothing
 */
record Line(long number, List<String> values, @Nullable String fault) {}
