package io.pelagos.apifuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * People who are known by their names, phones and addresses, and where these may be read.
 *
 * <p>In the clear may be: a lead in the hands of the caller, with {@code masked} false, wherever leads are answered or
 * streamed; its line of the caller's own export; the number that an owner dials; what is revealed, which the journal notes; what an
 * admin hands out to a person who asks for it; and a dead letter, which a person has to look at to mend. Beside that only what the request itself has said. Pools of this tool mask all of it.
 */
final class Planted {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "Quillfeather";
    private static final String HAN = "欧阳修远";
    private static final String PHONE = "1391742";
    /** The digits of no longer number, such as an id. */
    private static final Pattern READABLE =
            Pattern.compile("(?i)quillfeather|" + HAN + "|(?<![0-9])(?:\\+?86)?" + PHONE + "[0-9]{4}(?![0-9])");

    private static final Set<String> IN_THE_CLEAR = Set.of(
            "POST /api/v1/leads/{lead}/dial",
            "POST /api/v1/leads/{lead}/reveal",
            "POST /api/v1/data-subjects:export",
            "GET /api/v1/channels/{channel}/dead-letters/{letter}");
    private static final int LINES_MAX = 5;

    private Planted() {}

    /** What a lead of a pool says of the person of this number, at most 9,999. */
    static ObjectNode contact(int no) {
        return JSON.createObjectNode()
                .put("name", HAN + " " + NAME + " " + no)
                .put("phone", phone(no))
                .put("email", NAME.toLowerCase(Locale.ROOT) + no + "@example.com")
                .put("wechat", "wx_" + NAME + no);
    }

    static String phone(int no) {
        return "+86" + PHONE + String.format("%04d", no);
    }

    /** The same text with no planted person in it. */
    static String hidden(String text) {
        return READABLE.matcher(text).replaceAll("…");
    }

    /** What an answer tells of planted people that it may not; empty for nothing. */
    static Set<String> leaks(Draft draft, Answer answer) {
        String text = answer.text();
        if (answer.status() < 400 && IN_THE_CLEAR.contains(draft.operation().name())
                || !READABLE.matcher(text).find()) {
            return Set.of();
        }
        String asked = (draft.asked() + draft.text()).toLowerCase(Locale.ROOT);
        String left = allowedTakenOut(draft, text);
        Set<String> leaks = new TreeSet<>();
        READABLE.matcher(left)
                .results()
                .map(found -> found.group().replaceFirst("^\\+?86", ""))
                .forEach(leaks::add);
        leaks.removeIf(leak -> asked.contains(leak.toLowerCase(Locale.ROOT)));
        return leaks;
    }

    private static String allowedTakenOut(Draft draft, String text) {
        String agent = draft.caller().agent();
        if (agent.isEmpty()) {
            return text;
        }
        if (draft.operation().path().startsWith("/api/v1/exports/")) {
            return text.lines().filter(line -> !line.contains(agent)).collect(Collectors.joining("\n"));
        }
        if (draft.operation().streams()) {
            return text.lines()
                    .map(line -> line.startsWith("data:") ? withoutOwn(line.substring(5), agent) : line)
                    .collect(Collectors.joining("\n"));
        }
        return withoutOwn(text, agent);
    }

    private static String withoutOwn(String text, String agent) {
        try {
            JsonNode whole = JSON.readTree(text);
            takeOut(whole, agent);
            return whole.toString();
        } catch (JsonProcessingException e) {
            return text;
        }
    }

    private static void takeOut(JsonNode node, String agent) {
        if (node instanceof ObjectNode lead
                && lead.path("owner").asText().equals(agent)
                && lead.path("masked").isBoolean()
                && !lead.path("masked").asBoolean()) {
            lead.removeAll();
        }
        node.forEach(child -> takeOut(child, agent));
    }

    /** Lines of a log that hold a planted person in any form, with what was found. */
    static List<String> linesThatTell(Path log) throws IOException {
        List<String> forms = forms();
        try (Stream<String> lines = Files.lines(log)) {
            return lines.flatMap(line ->
                            forms.stream().filter(line::contains).limit(1).map(form -> form + " in: " + line))
                    .limit(LINES_MAX)
                    .toList();
        }
    }

    /** The marks of planted people as they are, escaped in JSON and in addresses, and in base64 wherever it begins. */
    private static List<String> forms() {
        List<String> forms = new ArrayList<>();
        StringBuilder escaped = new StringBuilder();
        HAN.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
        forms.add(escaped.toString());
        for (String mark : List.of(NAME, NAME.toLowerCase(Locale.ROOT), HAN, PHONE)) {
            forms.add(mark);
            forms.add(URLEncoder.encode(mark, StandardCharsets.UTF_8));
            byte[] bytes = mark.getBytes(StandardCharsets.UTF_8);
            for (int shift = 0; shift < 3; shift++) {
                byte[] moved = new byte[bytes.length + shift];
                System.arraycopy(bytes, 0, moved, shift, bytes.length);
                String code = Base64.getEncoder().withoutPadding().encodeToString(moved);
                // The first and the last digit also depend on what stands beside the mark.
                forms.add(code.substring(shift == 0 ? 0 : shift + 1, code.length() - 1));
            }
        }
        return forms;
    }
}
