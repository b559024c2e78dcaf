package io.pelagos.exchange;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a file, read as they are asked for. Waits for what has not come yet: never on an event loop. */
interface Lines extends AutoCloseable {
    /** Columns beyond this are no table of leads. */
    int COLUMNS_MAX = 200;

    /** Characters of one value; longer ones make the row faulty. */
    int VALUE_MAX = 32_767;

    /** The names in the first row, each once. */
    List<String> columns();

    /** The next row that holds anything; null behind the last. Throws {@link BadFile} when the file cannot be read on. */
    @Nullable
    Line next() throws IOException;

    /** How its characters are written. */
    String encoding();

    /** What parts its values; null when that is not a matter of a character. */
    @Nullable
    String delimiter();

    @Override
    void close() throws IOException;
}
