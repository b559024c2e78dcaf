package io.pelagos.lead;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import org.jspecify.annotations.Nullable;

/**
 * The commonest number, eleven digits written as one: parsing it costs as much as all else of a lead's reading. Which are
 * valid still says libphonenumber, once for each block of ten thousand, as numbers are allotted by the first seven digits.
 */
final class ChineseMobiles {
    private static final int COUNTRY = 86;
    private static final int DIGITS = 11;
    private static final int BLOCK_DIGITS = 7;
    private static final int FIRST_BLOCK = 1_300_000;
    private static final int LAST_BLOCK = 1_999_999;
    private static final byte VALID = 1;
    private static final byte INVALID = 2;

    /** What is known of each block. Two threads may both find out; they find the same. */
    private static final byte[] BLOCKS = new byte[LAST_BLOCK - FIRST_BLOCK + 1];

    private static final PhoneNumberUtil UTIL = PhoneNumberUtil.getInstance();

    private ChineseMobiles() {}

    /** The digits of a text that is such a number, valid or not, and nothing else; null for any other text. */
    static @Nullable String digits(String text, @Nullable String region) {
        boolean whole = text.startsWith("+86");
        if (!whole && !"CN".equals(region)) {
            return null;
        }
        String digits = whole ? text.substring(3) : text;
        if (digits.length() != DIGITS || digits.charAt(0) != '1' || digits.charAt(1) < '3') {
            return null;
        }
        for (int i = 1; i < DIGITS; i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return null;
            }
        }
        // 179 and two digits may be a carrier's prefix.
        return digits.startsWith("179") ? null : digits;
    }

    static boolean valid(String digits) {
        int block = Integer.parseInt(digits.substring(0, BLOCK_DIGITS)) - FIRST_BLOCK;
        if (BLOCKS[block] == 0) {
            PhoneNumber number = new PhoneNumber().setCountryCode(COUNTRY).setNationalNumber(Long.parseLong(digits));
            BLOCKS[block] = UTIL.isValidNumber(number) ? VALID : INVALID;
        }
        return BLOCKS[block] == VALID;
    }
}
