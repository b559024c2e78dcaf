package io.pelagos.faults;

import io.pelagos.tool.Tool;

/** {@code --jar FILE --deliveries N --again PERCENT --kills N --clients N --seed S --work FOLDER}, all optional. */
public final class StormMain {
    private StormMain() {}

    public static void main(String[] args) throws Exception {
        Tool tool = Tool.of("storm", args, "--deliveries", "--again", "--kills", "--clients");
        Storm.Options options = tool.options(() -> new Storm.Options(
                tool.jar(),
                tool.work(),
                tool.number("--deliveries", 200_000),
                tool.number("--again", 30),
                tool.number("--kills", 8),
                tool.number("--clients", 32),
                tool.seed()));
        tool.say("seed " + options.seed() + ", logs in " + options.work());
        Storm.Outcome outcome = Storm.run(options, tool::say);
        tool.end(outcome, outcome.violations().isEmpty());
    }
}
