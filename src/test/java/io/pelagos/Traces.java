package io.pelagos;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.pelagos.lead.ContactVault;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.InflaterInputStream;
import org.slf4j.LoggerFactory;

/**
 * Where words are found: in every column of every table, as they are and with every key that the server has; in Redis; in
 * files; in what was logged since this was made. It knows nothing of how the server looks for them.
 */
final class Traces implements AutoCloseable {
    private static final List<String> CONTEXTS =
            List.of("task", "task comment", "recording", "dead letter", "touch", "answer", "data subject");

    private final TestStore store;
    private final TestNode node;
    private final TestTenant firm;
    private final List<String> words;
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            logged.add(event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
    };

    Traces(TestStore store, TestNode node, TestTenant firm, String... words) {
        this.store = store;
        this.node = node;
        this.firm = firm;
        this.words = List.of(words);
        appender.start();
        root().addAppender(appender);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** Tables with their columns, keys of Redis, files, "log". */
    Set<String> found() {
        Set<String> found = new TreeSet<>();
        tables(found);
        redis(found);
        files(found);
        logged.stream().filter(this::tells).findFirst().ifPresent(line -> found.add("log"));
        return found;
    }

    /** Every table but the partitions, which their parent shows, and those of Flyway. */
    static List<List<Object>> columns(TestStore store) {
        return store.sql("""
                select c.relname, a.attname, t.typname from pg_class c
                join pg_namespace n on n.oid = c.relnamespace
                join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                join pg_type t on t.oid = a.atttypid
                where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
                  and c.relname <> 'flyway_schema_history'
                order by 1, a.attnum""");
    }

    private void tables(Set<String> found) {
        for (List<Object> column : columns(store)) {
            String table = (String) column.get(0);
            String name = '"' + (String) column.get(1) + '"';
            boolean bytes = column.get(2).equals("bytea");
            String value = bytes ? name : name + "::text";
            for (List<Object> row :
                    store.sql("select " + value + " from " + '"' + table + '"' + " where " + name + " is not null")) {
                boolean tells = bytes ? tells(table, (byte[]) row.get(0)) : tells(table, (String) row.get(0));
                if (tells) {
                    found.add(table + '.' + column.get(1));
                }
            }
        }
    }

    private boolean tells(String table, String text) {
        return tells(text) || (table.equals("job") && sealedIn(text).anyMatch(bytes -> tells(table, bytes)));
    }

    private static java.util.stream.Stream<byte[]> sealedIn(String text) {
        return java.util.regex.Pattern.compile("\"([0-9a-f]{60,})\"")
                .matcher(text)
                .results()
                .map(match -> HexFormat.of().parseHex(match.group(1)));
    }

    private boolean tells(String table, byte[] bytes) {
        List<byte[]> forms = new ArrayList<>(List.of(bytes));
        if (table.equals("journal")) {
            forms.addAll(said(bytes));
        } else if (table.equals("lead_detail")) {
            forms.addAll(opened(bytes));
        }
        List<String> contexts = new ArrayList<>(CONTEXTS);
        if (table.startsWith("import")) {
            store.sql("select id from import").forEach(row -> {
                contexts.add("import " + row.get(0) + " columns");
                for (int n = 0; n < 4; n++) {
                    contexts.add("import " + row.get(0) + " rows " + n);
                    contexts.add("import " + row.get(0) + " errors " + n);
                }
            });
        }
        for (String context : contexts) {
            try {
                byte[] plain = vault().openForTenant(firm.no(), bytes, context);
                forms.add(plain);
                if (table.startsWith("import")) {
                    forms.add(new InflaterInputStream(new ByteArrayInputStream(plain)).readAllBytes());
                }
                if (context.equals("dead letter")) {
                    forms.add(Base64.getDecoder()
                            .decode(new JsonObject(new String(plain, StandardCharsets.UTF_8)).getString("body")));
                }
            } catch (IllegalStateException | IOException e) {
                // It is sealed for something else.
            }
        }
        return forms.stream().anyMatch(form -> tells(new String(form, StandardCharsets.UTF_8)));
    }

    private ContactVault vault() {
        return node.node().parts().vault();
    }

    /** The sealed part of a line, with any key that there is. */
    private List<byte[]> said(byte[] line) {
        if (line.length < 2 || line[0] != '{') {
            return List.of();
        }
        JsonObject json;
        try {
            json = new JsonObject(new String(line, StandardCharsets.UTF_8));
        } catch (DecodeException e) {
            return List.of(); // Other bytes may begin like that, too.
        }
        String sealed = json.getString("sealed");
        return sealed == null ? List.of() : withLeadKeys(Base64.getDecoder().decode(sealed), "reason");
    }

    private List<byte[]> opened(byte[] sealed) {
        return withLeadKeys(sealed, "detail");
    }

    private List<byte[]> withLeadKeys(byte[] sealed, String context) {
        List<byte[]> opened = new ArrayList<>();
        for (List<Object> lead : store.sql("select lead, key from lead_detail where tenant = ?", firm.no())) {
            try {
                opened.add(vault().key(firm.no(), (Long) lead.get(0), (byte[]) lead.get(1))
                        .open(sealed, context));
            } catch (IllegalStateException e) {
                // Another lead's.
            }
        }
        return opened;
    }

    private void redis(Set<String> found) {
        for (String key : store.redis().list("KEYS", "*")) {
            String type = (String) store.redis("TYPE", key);
            Object value =
                    switch (type) {
                        case "hash" -> store.redis("HGETALL", key);
                        case "zset" -> store.redis("ZRANGE", key, "0", "-1");
                        case "set" -> store.redis("SMEMBERS", key);
                        case "list" -> store.redis("LRANGE", key, "0", "-1");
                        case "string" -> store.redis("GET", key);
                        default -> throw new AssertionError(key + " is a " + type);
                    };
            if (tells(key) || tells(String.valueOf(value))) {
                found.add("redis " + key);
            }
        }
    }

    private void files(Set<String> found) {
        try (var files = Files.walk(Path.of(node.node().dataDir()))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (tells(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))) {
                    found.add(file.toString());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean tells(String text) {
        String plain = text.toLowerCase(Locale.ROOT);
        String digits = plain.replaceAll("[\\s().-]", "");
        return words.stream().anyMatch(word -> plain.contains(word) || digits.contains(word));
    }

    @Override
    public void close() {
        root().detachAppender(appender);
        appender.stop();
    }
}
