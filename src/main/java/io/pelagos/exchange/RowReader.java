package io.pelagos.exchange;

import io.pelagos.channel.Lane;
import io.pelagos.channel.LeadDraft;
import io.pelagos.channel.LeadField;
import io.pelagos.lead.Contact;
import io.pelagos.lead.Phones;
import io.pelagos.team.Words;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes leads of rows. Pure: the same row under the same configuration is the same lead. */
final class RowReader {
    private static final int TEXT_MAX = 1_000;
    private static final int WORD_MAX = 100;
    private static final int TAGS_MAX = 50;
    /** Names and values of all attributes: they travel whole with each change. */
    private static final int ATTRIBUTES_CHARACTERS_MAX = 20_000;

    /** A number that a spreadsheet has shortened: which digits it had nobody knows. */
    private static final Pattern SHORTENED = Pattern.compile("[0-9][.,]?[0-9]*[eE]\\+?[0-9]{1,2}");

    private static final List<LeadField> CONTACT =
            List.of(LeadField.NAME, LeadField.EMAIL, LeadField.WECHAT, LeadField.COMPANY);
    private static final List<LeadField> SOURCE =
            List.of(LeadField.CAMPAIGN, LeadField.AD_GROUP, LeadField.AD, LeadField.CLICK_ID, LeadField.PAGE);
    private static final List<LeadField> WORDS = List.of(LeadField.GRADE, LeadField.REGION, LeadField.LANGUAGE);

    private final Setting setting;
    private final PastReader past;

    /**
     * What a file's rows have in common.
     *
     * @param channel null: none
     * @param region that phones without a country code belong to; null: none
     * @param defaults for fields that a row leaves empty
     * @param words the firm's
     */
    record Setting(
            @Nullable String channel,
            String pool,
            @Nullable String region,
            Map<LeadField, String> defaults,
            Words words) {}

    RowReader(Setting setting, PastReader past) {
        this.setting = setting;
        this.past = past;
    }

    Row read(Values row) {
        setting.defaults.forEach(row.fields::putIfAbsent);
        List<String> faults = new ArrayList<>();
        if (row.fault != null) {
            faults.add(row.fault);
        }
        String phone = phone(row, faults);
        for (LeadField field : CONTACT) {
            tooLong(row, field, TEXT_MAX, faults);
        }
        WORDS.forEach(field -> tooLong(row, field, WORD_MAX, faults));
        if (!setting.words.knowsGrade(row.fields.get(LeadField.GRADE))) {
            faults.add("the grade is none of this firm");
        }
        SOURCE.forEach(field -> tooLong(row, field, 2 * TEXT_MAX, faults));
        tooLong(row, LeadField.EXTERNAL_ID, TEXT_MAX, faults);
        Contact contact = new Contact(
                row.fields.get(LeadField.NAME),
                phone,
                row.fields.get(LeadField.EMAIL),
                row.fields.get(LeadField.WECHAT),
                row.fields.get(LeadField.COMPANY));
        if (faults.isEmpty() && contact.equals(Contact.NONE)) {
            faults.add("there is nobody to contact: no name, phone, e-mail, WeChat or company");
        }
        int characters = row.attributes.stream()
                .mapToInt(attribute -> attribute.getKey().length()
                        + String.valueOf(attribute.getValue()).length())
                .sum();
        if (characters > ATTRIBUTES_CHARACTERS_MAX) {
            faults.add("the attributes have more than " + ATTRIBUTES_CHARACTERS_MAX + " characters");
        }
        Past before = past.read(row, faults);
        LeadDraft draft = draft(row, contact, faults);
        return faults.isEmpty() ? new Row.Lead(draft, before) : new Row.Bad(String.join("; ", faults));
    }

    private LeadDraft draft(Values row, Contact contact, List<String> faults) {
        Integer score = number(row, LeadField.SCORE, 1_000_000, faults);
        Integer seniority = number(row, LeadField.SENIORITY, 1_000, faults);
        Lane lane = new Lane(
                list(row, LeadField.SKILLS, faults),
                row.fields.get(LeadField.REGION),
                row.fields.get(LeadField.LANGUAGE),
                seniority == null ? 0 : seniority);
        JsonObject source = new JsonObject();
        SOURCE.stream()
                .filter(row.fields::containsKey)
                .forEach(field -> source.put(field.text(), row.fields.get(field)));
        return new LeadDraft(
                setting.channel,
                setting.pool,
                row.fields.get(LeadField.EXTERNAL_ID),
                contact,
                "true".equalsIgnoreCase(row.fields.get(LeadField.VIRTUAL))
                        || "1".equals(row.fields.get(LeadField.VIRTUAL)),
                row.attributes,
                source,
                row.fields.get(LeadField.GRADE),
                score,
                list(row, LeadField.TAGS, faults),
                lane.text(),
                false);
    }

    /** The first valid number; the others, and the text if it was another, are kept beside it. */
    private @Nullable String phone(Values row, List<String> faults) {
        String raw = row.fields.get(LeadField.PHONE);
        if (raw == null) {
            return null;
        }
        List<String> numbers = Phones.all(raw, setting.region);
        if (numbers.isEmpty()) {
            faults.add(
                    SHORTENED.matcher(raw).matches()
                            ? "the phone has lost its digits: let the spreadsheet show the column as text"
                            : setting.region == null && !raw.startsWith("+")
                                    ? "the phone has no country code: say region=CN, or which"
                                    : "the phone is not a valid number");
            return null;
        }
        if (!raw.equals(numbers.get(0))) {
            row.attributes.put("phone_raw", raw);
        }
        for (int i = 1; i < numbers.size(); i++) {
            row.attributes.put("phone_" + (i + 1), numbers.get(i));
        }
        return numbers.get(0);
    }

    private static void tooLong(Values row, LeadField field, int max, List<String> faults) {
        String value = row.fields.get(field);
        if (value != null && value.length() > max) {
            faults.add(field.text() + " has more than " + max + " characters");
        }
    }

    private static @Nullable Integer number(Values row, LeadField field, int max, List<String> faults) {
        String text = row.fields.get(field);
        if (text == null) {
            return null;
        }
        try {
            int number = Integer.parseInt(text);
            if (Math.abs((long) number) <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the fault.
        }
        faults.add(field.text() + " is not a whole number up to " + max);
        return null;
    }

    private static List<String> list(Values row, LeadField field, List<String> faults) {
        String text = row.fields.getOrDefault(field, "");
        String separators = text.indexOf(Values.ITEM) >= 0 ? "\n" : "[,，、;；|]";
        List<String> items = new ArrayList<>();
        for (String part : text.split(separators, -1)) {
            String item = part.strip();
            if (!item.isEmpty() && !items.contains(item)) {
                items.add(item);
            }
        }
        if (items.size() > TAGS_MAX || items.stream().anyMatch(item -> item.length() > WORD_MAX)) {
            faults.add(
                    field.text() + " are more than " + TAGS_MAX + ", or one has more than " + WORD_MAX + " characters");
        }
        return items;
    }
}
