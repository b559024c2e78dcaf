package io.pelagos.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A file system in memory that can be made full (Linux, as root). It is mounted where only the processes that {@link #enter}
 * it see it, and goes with the last of them: nothing is left behind, however the tool ends.
 */
final class SmallDisk {

    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final String SIZE = "8g";
    /** What is left of it when it is full: shrinking it to less than is used fails. */
    private static final int LEFT_KILOBYTES = 64;

    private final Children children;
    private final Path place;
    private final Path log;
    private final Child holder;

    private SmallDisk(Children children, Path place, Path log, Child holder) {
        this.children = children;
        this.place = place;
        this.log = log;
        this.holder = holder;
    }

    /** Null when this user must not mount, or the machine cannot. */
    static SmallDisk at(Children children, Path place, Path log) {
        try {
            Files.createDirectories(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!"root".equals(System.getProperty("user.name")) || !Files.isExecutable(Path.of("/usr/bin/unshare"))) {
            return null;
        }
        String mount = "mount -t tmpfs -o size=" + SIZE + ",mode=0777 none '" + place + "' && exec sleep 1000000000";
        Child holder = children.start(
                "disk", log, Map.of(), List.of("unshare", "--mount", "--propagation", "private", "sh", "-c", mount));
        SmallDisk disk = new SmallDisk(children, place, log, holder);
        boolean mounted = Wait.happens(BOUND, () -> {
            if (!holder.alive()) {
                return true;
            }
            return disk.shell("grep -q ' " + place + " tmpfs ' /proc/self/mounts") == 0;
        });
        return mounted && holder.alive() ? disk : null;
    }

    Path place() {
        return place;
    }

    /** What goes before a command that is to see it. */
    List<String> enter() {
        return List.of("nsenter", "--mount", "--target", Long.toString(holder.pid()));
    }

    /** Nothing more fits. */
    void fill() {
        String used = "$(($(df -k --output=used '" + place + "' | tail -n 1) + " + LEFT_KILOBYTES + "))k";
        // Somebody may have written more in between.
        Wait.until(BOUND, "the disk is full", () -> resize(used) == 0);
    }

    void free() {
        Wait.until(BOUND, "the disk has room", () -> resize(SIZE) == 0);
    }

    void copyTo(Path folder) {
        shell("cp -a '" + place + "' '" + folder + "'");
    }

    private int resize(String size) {
        return shell("mount -o \"remount,size=" + size + "\" '" + place + "'");
    }

    private int shell(String script) {
        List<String> command = new ArrayList<>(enter());
        command.addAll(List.of("sh", "-c", script));
        return children.start("disk-command", log, Map.of(), command).exit(Duration.ofSeconds(60));
    }
}
