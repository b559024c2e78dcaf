package io.pelagos.alert;

import io.pelagos.channel.Channel;
import io.pelagos.lead.Rfc3339;
import io.pelagos.pool.Pool;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says an alert in words, Chinese or English; nothing in it is about a customer. */
final class AlertText {
    /** Zones in which Chinese is what people expect. */
    private static final List<String> CHINESE = List.of(
            "Asia/Shanghai",
            "Asia/Urumqi",
            "Asia/Chongqing",
            "Asia/Harbin",
            "Asia/Hong_Kong",
            "Asia/Macau",
            "Asia/Taipei",
            "PRC",
            "Hongkong",
            "ROC");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final String PAGE = "/console/alerts";

    private final String publicUrl;

    /** @param publicUrl of the server, as people call it; empty when it is not known */
    AlertText(String publicUrl) {
        this.publicUrl = publicUrl;
    }

    /** @param message as it waits in the table */
    Letter letter(TenantConfig firm, AlertTarget target, String id, JsonObject message) {
        Words words = new Words(firm, chinese(firm, target));
        String link = publicUrl.isEmpty() ? "" : publicUrl + PAGE;
        String linkText = words.say("查看告警", "See the alerts");
        if (message.getString("event").equals("test")) {
            return new Letter(id, message, words.testTitle(), words.testLines(), link, linkText);
        }
        JsonObject alert = message.getJsonObject("alert");
        return new Letter(id, message, words.title(message, alert), words.lines(message, alert), link, linkText);
    }

    private static boolean chinese(TenantConfig firm, AlertTarget target) {
        return target.language() == null
                ? CHINESE.contains(firm.tenant().zone().getId())
                : target.language().equals("zh");
    }

    /** One letter's. */
    private record Words(TenantConfig firm, boolean chinese) {
        String say(String zh, String en) {
            return chinese ? zh : en;
        }

        String testTitle() {
            return say("【测试】Pelagos 告警", "[test] Pelagos alerts");
        }

        List<String> testLines() {
            return List.of(say("收到这条消息，说明告警可以送达。", "If you read this, alerts arrive here."), footer());
        }

        private String footer() {
            return say("企业：", "Firm: ") + firm.tenant().name() + " · Pelagos";
        }

        String title(JsonObject message, JsonObject alert) {
            String what = what(alert);
            return switch (message.getString("event")) {
                case "end" -> say("【已恢复】", "[over] ") + what;
                case "repeat" -> mark(message) + what + say("（仍在持续）", " (still)");
                default -> mark(message) + what;
            };
        }

        private String mark(JsonObject message) {
            return switch (message.getString("severity")) {
                case "critical" -> say("【严重】", "[critical] ");
                case "info" -> say("【提示】", "[info] ");
                default -> say("【警告】", "[warning] ");
            };
        }

        private String what(JsonObject alert) {
            String subject = subject(alert);
            return switch (alert.getString("kind")) {
                case AlertKind.POOL_DRY -> subject + say(" 线索不足", " is running dry");
                case AlertKind.POOL_OVERFLOW -> subject + say(" 线索积压", " is overflowing");
                case AlertKind.CHANNEL_SILENT -> subject + say(" 没有新线索", " has fallen silent");
                case AlertKind.CONVERSION_DROP -> subject + say(" 转化率下降", ": conversion has dropped");
                case AlertKind.SLA_BREACH -> subject + say(" 首次联系超时", ": first contacts are late");
                default -> subject + say(" 领取异常", " claims as no person does");
            };
        }

        private String subject(JsonObject alert) {
            String id = alert.getString("subject");
            return switch (alert.getString("about")) {
                case "pool" -> {
                    Pool pool = firm.get(Pool.POOL, id);
                    yield say("公海池「", "Pool ") + (pool == null ? id : pool.name()) + say("」", "");
                }
                case "channel" -> {
                    Channel channel = firm.get(Channel.CHANNEL, id);
                    yield say("渠道「", "Channel ") + (channel == null ? id : channel.name()) + say("」", "");
                }
                case "agent" -> {
                    Agent agent = firm.get(Agent.AGENT, id);
                    yield say("坐席「", "Agent ") + (agent == null ? id : agent.name()) + say("」", "");
                }
                default -> say("全公司", "All");
            };
        }

        List<String> lines(JsonObject message, JsonObject alert) {
            List<String> lines = new ArrayList<>();
            measured(alert.getString("kind"), alert.getJsonObject("facts"), lines);
            lines.add(say("开始时间：", "Since: ") + time(alert.getString("since")));
            if (alert.getString("ended_at") != null) {
                lines.add(say("恢复时间：", "Over: ") + time(alert.getString("ended_at")));
            }
            String name = message.getString("name");
            lines.add(say("规则：", "Rule: ") + (name == null ? message.getString("rule") : name));
            lines.add(footer());
            return lines;
        }

        private void measured(String kind, JsonObject facts, List<String> lines) {
            switch (kind) {
                case AlertKind.POOL_DRY ->
                    lines.add(say("可领取线索 %s 条，低于 %s 条", "Claimable leads: %s, fewer than %s")
                            .formatted(facts.getValue("claimable"), facts.getValue("below")));
                case AlertKind.POOL_OVERFLOW -> {
                    if (facts.containsKey("above")) {
                        lines.add(say("可领取线索 %s 条，上限 %s 条", "Claimable leads: %s, of at most %s")
                                .formatted(facts.getValue("claimable"), facts.getValue("above")));
                    }
                    if (facts.containsKey("older_than_seconds")) {
                        lines.add(say("最早的线索已等待 %s，上限 %s", "The oldest lead has waited for %s, of at most %s")
                                .formatted(span(facts, "oldest_seconds"), span(facts, "older_than_seconds")));
                    }
                }
                case AlertKind.CONVERSION_DROP ->
                    lines.add(String.format(
                            Locale.ROOT,
                            say(
                                    "最近 %s 天 %.2f%%，之前 %1$s 天 %.2f%%，下降 %s%%",
                                    "%.2f%% in the last %s days, %.2f%% in the %2$s days before: %s%% less"),
                            ratios(facts)));
                case AlertKind.SLA_BREACH ->
                    lines.add(say(
                                    "最近 %s 分钟有 %s 条线索未按承诺首次联系",
                                    "In %s minutes %s leads were not contacted in the time that was promised")
                            .formatted(facts.getValue("minutes"), facts.getValue("broken")));
                default -> {}
            }
        }

        private Object[] ratios(JsonObject facts) {
            Object days = facts.getValue("days");
            double now = 100 * facts.getDouble("now_ratio");
            double before = 100 * facts.getDouble("before_ratio");
            Object less = facts.getValue("drop_percent");
            return chinese ? new Object[] {days, now, before, less} : new Object[] {now, days, before, less};
        }

        private String span(JsonObject facts, String name) {
            long minutes = facts.getLong(name) / 60;
            if (minutes >= 2 * 1_440) {
                return minutes / 1_440 + say(" 天", " days");
            }
            return minutes >= 120 ? minutes / 60 + say(" 小时", " hours") : minutes + say(" 分钟", " minutes");
        }

        private String time(String rfc3339) {
            return TIME.format(Instant.ofEpochMilli(Rfc3339.millis(rfc3339))
                    .atZone(firm.tenant().zone()));
        }
    }
}
