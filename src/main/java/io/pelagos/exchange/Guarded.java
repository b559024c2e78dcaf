package io.pelagos.exchange;

/**
 * Values that a spreadsheet would take for a formula and run: an apostrophe before them makes them text. Reading takes it
 * off again, so that a number such as {@code +8613800138000} comes back as it went.
 */
final class Guarded {
    private static final String FORMULAS = "=+-@\t\r";

    private Guarded() {}

    static String close(String value) {
        return value.isEmpty() || FORMULAS.indexOf(value.charAt(0)) < 0 ? value : "'" + value;
    }

    static String open(String value) {
        boolean guarded = value.length() > 1 && value.charAt(0) == '\'' && FORMULAS.indexOf(value.charAt(1)) >= 0;
        return guarded ? value.substring(1) : value;
    }
}
