package io.pelagos.exchange;

import java.util.ArrayList;
import java.util.List;

/** What became of the rows of a chunk. */
final class Tally {
    int accepted;
    int duplicate;
    int merged;
    int rejected;
    /** Those that are no leads, each with why. */
    final List<Line> errors = new ArrayList<>();

    void reject(Line line, String why) {
        rejected++;
        errors.add(new Line(line.number(), line.values(), why));
    }

    int rows() {
        return accepted + duplicate + merged + rejected;
    }
}
