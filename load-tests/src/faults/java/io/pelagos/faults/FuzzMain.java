package io.pelagos.faults;

import io.pelagos.tool.Tool;

/** {@code --jar FILE --minutes N --clients N --seed S --fixtures FOLDER --work FOLDER}, all optional. */
public final class FuzzMain {
    private FuzzMain() {}

    public static void main(String[] args) throws Exception {
        Tool tool = Tool.of("fuzz", args, "--minutes", "--clients", "--fixtures");
        Fuzz.Options options = tool.options(() -> new Fuzz.Options(
                tool.jar(),
                tool.work(),
                tool.path("--fixtures", "src/test/resources/channels"),
                tool.minutes("--minutes", 5),
                tool.number("--clients", 8),
                tool.seed()));
        tool.say("seed " + options.seed() + ", logs in " + options.work());
        Fuzz.Outcome outcome = Fuzz.run(options);
        tool.end(outcome, outcome.violations().isEmpty());
    }
}
