package io.pelagos.exchange;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLStreamReader;

/**
 * Which numbers of a workbook are dates, and which: a date is a number that is shown as one. ECMA-376, part 1, 18.8.30
 * lists the formats that are built in.
 */
final class XlsxStyles {
    /** What of a format is shown as it stands, or is a colour or a condition. */
    private static final Pattern LITERAL =
            Pattern.compile("\"[^\"]*\"|\\\\.|\\[(?!h+\\]|m+\\]|s+\\])[^\\]]*\\]|_.|\\*.");

    private static final LocalDate EPOCH_1900 = LocalDate.of(1899, 12, 30);
    private static final LocalDate EPOCH_1904 = LocalDate.of(1904, 1, 1);
    private static final BigDecimal SECONDS_A_DAY = BigDecimal.valueOf(86_400);
    private static final double SERIAL_MAX = 2_958_466; // the end of the year 9999

    private final List<Boolean> dates = new ArrayList<>();
    private final LocalDate epoch;

    private XlsxStyles(LocalDate epoch) {
        this.epoch = epoch;
    }

    static XlsxStyles read(ZipFile zip, boolean from1904) throws IOException {
        XlsxStyles styles = new XlsxStyles(from1904 ? EPOCH_1904 : EPOCH_1900);
        try (XlsxPart part = XlsxPart.open(zip, "xl/styles.xml")) {
            if (part != null) {
                styles.readAll(part);
            }
        }
        return styles;
    }

    private void readAll(XlsxPart part) throws IOException {
        Set<String> own = new HashSet<>();
        boolean cells = false;
        for (int event = part.next(); event != XMLStreamReader.END_DOCUMENT; event = part.next()) {
            String name = event == XMLStreamReader.START_ELEMENT || event == XMLStreamReader.END_ELEMENT
                    ? part.xml.getLocalName()
                    : "";
            if (name.equals("cellXfs")) {
                cells = event == XMLStreamReader.START_ELEMENT;
            } else if (event == XMLStreamReader.START_ELEMENT && name.equals("numFmt")) {
                if (isDate(String.valueOf(part.attribute("formatCode")))) {
                    own.add(String.valueOf(part.attribute("numFmtId")));
                }
            } else if (event == XMLStreamReader.START_ELEMENT && name.equals("xf") && cells) {
                String format = String.valueOf(part.attribute("numFmtId"));
                dates.add(builtIn(format) || own.contains(format));
            }
        }
    }

    private static boolean isDate(String format) {
        String shown = LITERAL.matcher(format).replaceAll("").toLowerCase(java.util.Locale.ROOT);
        return !shown.contains("general") && shown.chars().anyMatch(c -> "ymdhs年月日".indexOf(c) >= 0);
    }

    private static boolean builtIn(String id) {
        try {
            int number = Integer.parseInt(id);
            return (number >= 14 && number <= 22)
                    || (number >= 27 && number <= 36)
                    || (number >= 45 && number <= 47)
                    || (number >= 50 && number <= 58);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** A number as text with all its digits; shown as a date, that date: {@code 2026-05-04} or {@code 2026-05-04T09:30:00}. */
    String text(String number, int style) {
        BigDecimal value;
        try {
            value = new BigDecimal(number);
        } catch (NumberFormatException e) {
            return number;
        }
        if (Math.abs((long) value.scale()) > 400) {
            return number;
        }
        boolean date = style >= 0 && style < dates.size() && dates.get(style);
        if (!date || value.signum() < 0 || value.doubleValue() >= SERIAL_MAX) {
            String plain = value.toPlainString();
            return plain.contains(".") ? value.stripTrailingZeros().toPlainString() : plain;
        }
        long seconds = value.multiply(SECONDS_A_DAY)
                .setScale(0, java.math.RoundingMode.HALF_UP)
                .longValue();
        LocalDateTime time = epoch.atStartOfDay().plus(seconds, ChronoUnit.SECONDS);
        return time.toLocalTime().toSecondOfDay() == 0
                ? time.toLocalDate().toString()
                : time.format(java.time.format.DateTimeFormatter.ISO_LOCAL_DATE_TIME);
    }
}
