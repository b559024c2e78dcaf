package io.pelagos.month;

import io.pelagos.tool.Tool;

/** {@code --jar FILE --agents N --leads N --days N --sessions N --seed S --work FOLDER}, all of them optional. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        Tool tool = Tool.of("month", args, "--agents", "--leads", "--days", "--sessions");
        Options options = tool.options(() -> new Options(
                tool.jar(),
                tool.work(),
                tool.number("--agents", 200),
                tool.number("--leads", 100_000),
                tool.number("--days", 30),
                tool.number("--sessions", 8),
                tool.seed()));
        Report report = Month.run(options, tool::say);
        tool.end(report, report.violations().isEmpty());
    }
}
