package io.pelagos.faults;

import io.pelagos.tool.Tool;
import java.nio.file.Path;

/**
 * {@code --jar FILE --next FILE --restarts N --clients N --streams N --drain SECONDS --seed S --work FOLDER}, all
 * optional.
 */
public final class RollingMain {
    private RollingMain() {}

    public static void main(String[] args) throws Exception {
        Tool tool = Tool.of("rolling", args, "--next", "--restarts", "--clients", "--streams", "--drain");
        Path jar = tool.jar();
        Rolling.Options options = tool.options(() -> new Rolling.Options(
                jar,
                tool.path("--next", jar.toString()),
                tool.work(),
                tool.number("--restarts", 10),
                tool.number("--clients", 16),
                tool.number("--streams", 4),
                tool.number("--drain", 3),
                tool.seed()));
        tool.say("seed " + options.seed() + ", logs in " + options.work());
        RollingReport report = Rolling.run(options, tool::say);
        tool.end(report, report.violations().isEmpty());
    }
}
