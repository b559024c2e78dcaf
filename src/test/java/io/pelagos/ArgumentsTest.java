package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void serves_without_a_command() {
        assertThat(parse()).isEqualTo(new Arguments("serve", null, null, -1, false, null, null));
        assertThat(parse("--config", "x.yaml", "--demo-traffic", "serve"))
                .isEqualTo(new Arguments("serve", Path.of("x.yaml"), null, -1, true, null, null));
    }

    @Test
    void reads_the_other_commands() {
        assertThat(parse("engines", "--data", "d").data()).isEqualTo(Path.of("d"));
        assertThat(parse("rebuild", "--cell", "7").cell()).isEqualTo(7);
        assertThat(parse("rebuild").cell()).isEqualTo(-1);
        Arguments verify = parse("verify", "--tenant", "firm", "--heads", "h");
        assertThat(verify.command() + verify.tenant() + verify.heads()).isEqualTo("verifyfirmh");
        assertThat(parse("verify").tenant()).isNull();
        assertThat(parse("heads", "--tenant", "firm").tenant()).isEqualTo("firm");
        assertThat(parse("rewrap").command()).isEqualTo("rewrap");
        assertThat(parse("serve", "--help").command()).isEqualTo("help");
        assertThat(parse("--version").command()).isEqualTo("version");
    }

    @Test
    void refuses_the_rest_in_one_line() {
        refused("unknown argument --prot; see --help", "--prot", "80");
        refused("--config needs a value; see --help", "--config");
        refused("--cell needs a number, not x", "rebuild", "--cell", "x");
        refused("--cell belongs to rebuild; see --help", "--cell", "1");
        refused("--data belongs to engines; see --help", "serve", "--data", "d");
        refused("--tenant belongs to verify and heads; see --help", "--tenant", "firm");
        refused("--heads belongs to verify; see --help", "heads", "--tenant", "firm", "--heads", "h");
        refused("heads needs --tenant ID; see --help", "heads");
        refused("one command at a time, not serve and engines", "serve", "engines");
    }

    private static void refused(String says, String... words) {
        assertThatThrownBy(() -> parse(words)).isInstanceOf(BadConfig.class).hasMessage(says);
    }

    private static Arguments parse(String... words) {
        return Arguments.parse(List.of(words));
    }
}
