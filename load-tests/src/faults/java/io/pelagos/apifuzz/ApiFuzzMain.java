package io.pelagos.apifuzz;

import io.pelagos.tool.Tool;

/** {@code --jar FILE --requests N --clients N --seed S --work FOLDER}, all optional. */
public final class ApiFuzzMain {
    private ApiFuzzMain() {}

    public static void main(String[] args) throws Exception {
        Tool tool = Tool.of("api-fuzz", args, "--requests", "--clients");
        ApiFuzz.Options options = tool.options(() -> new ApiFuzz.Options(
                tool.jar(), tool.work(), tool.number("--requests", 100_000), tool.number("--clients", 8), tool.seed()));
        tool.say("seed " + options.seed() + ", logs in " + options.work());
        ApiFuzz.Outcome outcome = ApiFuzz.run(options);
        tool.end(outcome, outcome.violations().isEmpty());
    }
}
