package io.pelagos.team;

import java.util.List;

/** A document or request body that cannot be accepted, with every fault that was found. */
public final class InvalidDocument extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Fault> faults;

    public InvalidDocument(List<Fault> faults) {
        // No stack trace: a bad request is not a defect, and may come often.
        super(faults.toString(), null, false, false);
        this.faults = List.copyOf(faults);
    }

    public InvalidDocument(String pointer, String detail) {
        this(List.of(new Fault(pointer, detail)));
    }

    public List<Fault> faults() {
        return faults;
    }
}
