package io.pelagos.faults;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Knows scripts by their SHA-1, because it has seen them loaded over some node's wire. */
final class Scripts {

    private final Map<String, String> names = new ConcurrentHashMap<>();

    /** What a command is, from its first words; "" for what nobody asks about. */
    String what(List<String> words) {
        if (words.size() == 3 && words.get(0).equals("SCRIPT") && words.get(1).equalsIgnoreCase("LOAD")) {
            String name = Layout.scriptName(words.get(2));
            names.put(sha(words.get(2)), name);
            return "load-" + name;
        } else if (words.size() > 1 && words.get(0).equals("EVALSHA")) {
            return names.getOrDefault(words.get(1), "");
        }
        return "";
    }

    static String sha(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
