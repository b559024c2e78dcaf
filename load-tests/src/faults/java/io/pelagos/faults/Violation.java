package io.pelagos.faults;

/**
 * A broken promise.
 *
 * @param promise P1 … P7 of the design, or "tool" when the campaign itself cannot be believed
 * @param kind short and fixed, for counting
 */
public record Violation(String promise, String kind, String detail) {

    @Override
    public String toString() {
        return promise + " " + kind + ": " + detail;
    }
}
