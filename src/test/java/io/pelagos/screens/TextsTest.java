package io.pelagos.screens;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The words of the pages: the same in both languages, and there where they are asked for. */
class TextsTest {
    private static final Path APP = Path.of("src/main/resources/web/app");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w+}");
    private static final Pattern ASKED = Pattern.compile("\\bt\\('([^']+)'");
    private static final String FAULT = "fault.";
    private static final Pattern PROBLEM = Pattern.compile("/problems/([a-z-]+)");

    private static JsonObject texts(String language) throws IOException {
        return new JsonObject(Files.readString(APP.resolve("text/" + language + ".json")));
    }

    private static Stream<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(result.groupCount()));
    }

    private static String scripts() throws IOException {
        try (Stream<Path> files = Files.walk(APP)) {
            List<Path> scripts =
                    files.filter(file -> file.toString().endsWith(".js")).toList();
            StringBuilder all = new StringBuilder();
            for (Path script : scripts) {
                all.append(Files.readString(script)).append('\n');
            }
            return all.toString();
        }
    }

    @Test
    void both_languages_have_the_same_texts_with_the_same_places_to_fill() throws IOException {
        JsonObject english = texts("en");
        JsonObject chinese = texts("zh");
        assertThat(chinese.fieldNames()).containsExactlyInAnyOrderElementsOf(english.fieldNames());
        english.forEach(text -> assertThat(places(chinese.getString(text.getKey())))
                .as(text.getKey())
                .isEqualTo(places(text.getValue().toString())));
    }

    private static Set<String> places(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void each_text_that_a_page_asks_for_by_its_name_is_there() throws IOException {
        Set<String> known = texts("en").fieldNames();
        assertThat(found(ASKED, scripts()).filter(name -> !known.contains(name)))
                .isEmpty();
    }

    @Test
    void each_problem_of_the_api_has_its_words() throws IOException {
        String api = Files.readString(Path.of("src/main/resources/openapi.yaml"));
        Set<String> known = texts("en").fieldNames();
        // What is wrong with a request is told at the fields.
        assertThat(found(PROBLEM, api)
                        .filter(slug -> !slug.equals("invalid-request") && !known.contains("problem." + slug)))
                .isEmpty();
    }

    @Test
    void each_fault_that_has_words_is_one_that_the_server_finds() throws IOException {
        StringBuilder sources = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".java")).toList()) {
                sources.append(Files.readString(file));
            }
        }
        // Sentences that are broken over several lines are whole again.
        String said = sources.toString().replaceAll("\"\\s*\\+\\s*\"", "");
        List<String> faults = texts("en").fieldNames().stream()
                .filter(key -> key.startsWith(FAULT))
                .map(key -> key.substring(FAULT.length()))
                .toList();
        assertThat(faults).hasSizeGreaterThan(80);
        assertThat(faults).allSatisfy(fault -> assertThat(fault.split("\\{\\d}"))
                .allSatisfy(part -> assertThat(said.contains(part) || said.contains('"' + rule(part) + '"'))
                        .as(part)
                        .isTrue()));
    }

    /** "must be" stands before the rules of texts that have to look like something. */
    private static String rule(String sentence) {
        return sentence.startsWith("must be ") ? sentence.substring("must be ".length()) : sentence;
    }
}
