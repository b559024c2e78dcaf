package io.pelagos.faults;

import io.pelagos.tool.Tool;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * {@code --jar FILE --faults N --seed S --clients N --round N --kinds REGEX --minutes N --work FOLDER}, all optional; or
 * {@code --resume FOLDER}, of a campaign that was interrupted, with {@code --jar} and {@code --minutes}.
 */
public final class Main {
    private static final int A_DAY_MINUTES = 24 * 60;

    private Main() {}

    public static void main(String[] args) throws Exception {
        Tool tool = Tool.of("faults", args, "--faults", "--clients", "--round", "--kinds", "--minutes", "--resume");
        Options options = tool.options(() -> {
            Duration limit = Duration.ofMillis(tool.minutes("--minutes", A_DAY_MINUTES));
            return tool.has("--resume")
                    ? Ledger.resumed(tool.jar(), tool.path("--resume", ""), limit)
                    : new Options(
                            tool.jar(),
                            tool.work(),
                            tool.number("--faults", 100),
                            tool.seed(),
                            tool.number("--clients", 8),
                            tool.number("--round", 40),
                            tool.has("--kinds") ? Pattern.compile(tool.text("--kinds", "")) : null,
                            limit,
                            false);
        });
        Report report = Campaign.run(options, tool::say);
        boolean finished = report.faultCount() >= options.faults();
        String more = finished ? "" : "\nnot finished; go on with --resume " + options.work();
        tool.end(report + more, report.violations().isEmpty());
    }
}
