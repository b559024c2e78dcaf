package io.pelagos.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolTest {
    private static Tool called(String... args) {
        return Tool.parse("storm", List.of(args), List.of("--kills", "--minutes"));
    }

    @Test
    void options_are_read_and_those_that_are_not_given_have_their_usual_values() {
        Tool tool = called("--kills", "3", "--seed", "7", "--minutes", "0.5");
        assertThat(tool.number("--kills", 8)).isEqualTo(3);
        assertThat(tool.minutes("--minutes", 5)).isEqualTo(30_000);
        assertThat(tool.seed()).isEqualTo(7);
        assertThat(tool.jar()).isEqualTo(Path.of("target/pelagos.jar"));
        assertThat(tool.work().getFileName().toString()).startsWith("pelagos-storm-7-");
        assertThat(called().number("--kills", 8)).isEqualTo(8);
        assertThat(called("--work", "here").work()).isEqualTo(Path.of("here"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--kill 3", "--kills", "kills=3", "--kills 3 --kills 4", "--seed x"})
    void what_is_no_option_of_the_tool_or_has_no_value_is_refused(String line) {
        assertThatThrownBy(() -> called(line.split(" ", -1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void what_is_no_number_is_refused_and_named() {
        Tool tool = called("--kills", "many", "--minutes", "few");
        assertThatThrownBy(() -> tool.number("--kills", 8))
                .hasMessageContaining("--kills")
                .hasMessageContaining("many");
        assertThatThrownBy(() -> tool.minutes("--minutes", 5)).hasMessageContaining("--minutes");
    }
}
