package io.pelagos.platform;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which master has which keys. The keys of a tag, as in {@code {tag}…}, are in one of 16,384 slots, each of which one
 * master has.
 *
 * @param masters {@code host:port} by the first of its slots; empty where nobody has those that follow
 */
record RedisSlots(NavigableMap<Integer, String> masters) {
    private static final int COUNT = 16_384;
    private static final int POLYNOMIAL = 0x1021;

    /** All are at one master. */
    static RedisSlots at(String master) {
        return new RedisSlots(new TreeMap<>(Map.of(0, master)));
    }

    /** The master that has the keys of a tag; null when nobody has them now. */
    @Nullable
    String master(String tag) {
        Map.Entry<Integer, String> found = masters.floorEntry(slot(tag));
        return found == null || found.getValue().isEmpty() ? null : found.getValue();
    }

    Set<String> all() {
        Set<String> all = new LinkedHashSet<>(masters.values());
        all.remove("");
        return all;
    }

    /** As the Redis Cluster Specification has it: CRC16 of the tag (XMODEM), modulo 16,384. */
    static int slot(String tag) {
        int crc = 0;
        for (byte next : tag.getBytes(StandardCharsets.UTF_8)) {
            crc ^= (next & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
            }
        }
        return (crc & 0xffff) % COUNT;
    }
}
