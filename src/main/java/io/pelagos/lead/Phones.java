package io.pelagos.lead;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberToTimeZonesMapper;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import com.google.i18n.phonenumbers.geocoding.PhoneNumberOfflineGeocoder;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Phone numbers as people and platforms write them, made one: E.164. */
public final class Phones {
    /** Longer text is no phone field; libphonenumber itself looks at 250 characters. */
    private static final int TEXT_MAX = 200;

    private static final int NUMBERS_MAX = 8;
    private static final Pattern SEPARATOR = Pattern.compile("[,;/|、，；\\n]+");
    private static final Pattern EXPORT_PREFIX = Pattern.compile("^\\s*p:", Pattern.CASE_INSENSITIVE);
    private static final PhoneNumberUtil UTIL = PhoneNumberUtil.getInstance();
    private static final PhoneNumberToTimeZonesMapper ZONES = PhoneNumberToTimeZonesMapper.getInstance();
    private static final PhoneNumberOfflineGeocoder PLACES = PhoneNumberOfflineGeocoder.getInstance();
    private static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE);

    private Phones() {}

    /**
     * The number in E.164, or empty when the text is no valid number.
     *
     * @param region ISO 3166 code that numbers without a country code belong to; null: only {@code +…} is known
     */
    public static Optional<String> e164(@Nullable String text, @Nullable String region) {
        if (text == null || text.isBlank() || text.length() > TEXT_MAX) {
            return Optional.empty();
        }
        String chinese = ChineseMobiles.digits(text, region);
        if (chinese != null) {
            return ChineseMobiles.valid(chinese) ? Optional.of("+86" + chinese) : Optional.empty();
        }
        return parsed(text, region);
    }

    /** What the library makes of it. */
    static Optional<String> parsed(String text, @Nullable String region) {
        try {
            String bare = EXPORT_PREFIX.matcher(text).replaceFirst("");
            PhoneNumber number = UTIL.parse(bare, region == null ? "ZZ" : region);
            return UTIL.isValidNumber(number)
                    ? Optional.of(UTIL.format(number, PhoneNumberFormat.E164))
                    : Optional.empty();
        } catch (NumberParseException e) {
            return Optional.empty();
        }
    }

    /** All valid numbers of a field that may hold several, in their order, each once; at most eight. */
    public static List<String> all(String text, @Nullable String region) {
        Optional<String> whole = e164(text, region);
        List<String> found = new ArrayList<>();
        if (!SEPARATOR.matcher(text).find()) {
            whole.ifPresent(found::add);
            return found;
        }
        for (String part : SEPARATOR.split(text, NUMBERS_MAX + 1)) {
            e164(part, region).filter(number -> !found.contains(number)).ifPresent(found::add);
        }
        return found.size() > NUMBERS_MAX ? found.subList(0, NUMBERS_MAX) : found;
    }

    /** Whether libphonenumber knows the region, e.g. {@code CN}. */
    public static boolean knowsRegion(String region) {
        return UTIL.getSupportedRegions().contains(region);
    }

    /** The country that a number in E.164 belongs to, as ISO 3166 code; empty when that cannot be told. */
    public static String region(String e164) {
        try {
            String region = UTIL.getRegionCodeForNumber(UTIL.parse(e164, "ZZ"));
            return region == null ? "" : region;
        } catch (NumberParseException e) {
            return "";
        }
    }

    /**
     * Where a number in E.164 belongs to, as its prefix tells, in English and in Chinese: a city with its province, a region,
     * or only a country; such as {@code Guangzhou, Guangdong}. Empty when that cannot be told.
     */
    public static List<String> places(String e164) {
        try {
            PhoneNumber number = UTIL.parse(e164, "ZZ");
            return LANGUAGES.stream()
                    .map(language -> PLACES.getDescriptionForNumber(number, language))
                    .filter(place -> !place.isEmpty())
                    .distinct()
                    .toList();
        } catch (NumberParseException e) {
            return List.of();
        }
    }

    /**
     * The time zones in which the owner of a number in E.164 may be, as its prefix tells: of a region, or of a country;
     * empty when that cannot be told.
     */
    public static List<ZoneId> zones(String e164) {
        try {
            return ZONES.getTimeZonesForNumber(UTIL.parse(e164, "ZZ")).stream()
                    .filter(ZoneId.getAvailableZoneIds()::contains)
                    .map(ZoneId::of)
                    .toList();
        } catch (NumberParseException e) {
            return List.of();
        }
    }

    /** The digits after the country code; all digits when the text is not E.164. */
    public static String nationalNumber(String phone) {
        if (phone.startsWith("+86")) {
            return phone.substring(3); // the usual case, without the parser's cost
        }
        if (phone.startsWith("+")) {
            try {
                return UTIL.getNationalSignificantNumber(UTIL.parse(phone, "ZZ"));
            } catch (NumberParseException e) {
                return phone.replaceAll("\\D", "");
            }
        }
        return phone.replaceAll("\\D", "");
    }
}
