package io.pelagos.exchange;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Rows of files as they are sealed, for who looks for a person in them. */
public final class SealedRows {
    private SealedRows() {}

    /** Those rows of which this is so, a line each. */
    public static String which(byte[] packed, Predicate<String> wanted) {
        return Parcel.unpack(packed).stream()
                .map(SealedRows::text)
                .filter(wanted)
                .collect(Collectors.joining("\n"));
    }

    /** The rows of which this is not so. */
    public static byte[] without(byte[] packed, Predicate<String> unwanted) {
        return Parcel.pack(Parcel.unpack(packed).stream()
                .filter(line -> !unwanted.test(text(line)))
                .toList());
    }

    /** All rows, without the values of which this is so: of columns, whose number must stay. */
    public static byte[] blanked(byte[] packed, Predicate<String> unwanted) {
        return Parcel.pack(Parcel.unpack(packed).stream()
                .map(line -> new Line(line.number(), blanked(line.values(), unwanted), line.fault()))
                .toList());
    }

    private static List<String> blanked(List<String> values, Predicate<String> unwanted) {
        return values.stream().map(value -> unwanted.test(value) ? "" : value).toList();
    }

    private static String text(Line line) {
        return String.join("\t", line.values());
    }
}
