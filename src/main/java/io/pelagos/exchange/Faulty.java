package io.pelagos.exchange;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wrong with a row before anybody asks what its columns mean. */
final class Faulty {
    private Faulty() {}

    static @Nullable String of(List<String> values, int max) {
        for (String value : values) {
            if (value.length() > max) {
                return "has a value of more than " + max + " characters";
            } else if (value.indexOf(Encoding.BROKEN) >= 0) {
                return "holds bytes that are no characters of the file's encoding";
            }
        }
        return null;
    }
}
