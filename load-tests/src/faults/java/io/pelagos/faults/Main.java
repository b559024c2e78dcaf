package io.pelagos.faults;

import io.pelagos.tool.Tool;
import java.time.Duration;

/** {@code --jar FILE --faults N --seed S --clients N --round N --minutes N --work FOLDER}, all optional. */
public final class Main {
    private static final int A_DAY_MINUTES = 24 * 60;

    private Main() {}

    public static void main(String[] args) throws Exception {
        Tool tool = Tool.of("faults", args, "--faults", "--clients", "--round", "--minutes");
        Options options = tool.options(() -> new Options(
                tool.jar(),
                tool.work(),
                tool.number("--faults", 100),
                tool.seed(),
                tool.number("--clients", 8),
                tool.number("--round", 40),
                Duration.ofMillis(tool.minutes("--minutes", A_DAY_MINUTES))));
        Report report = Campaign.run(options, tool::say);
        tool.end(report, report.violations().isEmpty());
    }
}
