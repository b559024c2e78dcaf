package io.pelagos.journal;

import io.pelagos.platform.LuaScript;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind of transition: its script between the shared head and tail.
 *
 * @param leadAt which of its own arguments names the lead, from 0; it may be empty
 */
public record Decision(LuaScript script, int leadAt) {
    /** What an agent has used of limits; for scripts that ask. */
    public static final LuaScript.Part LIMITS = new LuaScript.Part(Decision.class, "limits.lua");

    /** As its script is called. */
    String name() {
        return script.name();
    }

    // By name alone: the text is long, and this is asked for each proposal.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Decision decision && name().equals(decision.name());
    }

    @Override
    public int hashCode() {
        return name().hashCode();
    }

    /**
     * Reads {@code <name>.lua} from beside a class.
     *
     * @param leadAt which of the arguments names the lead, from 0
     * @param shared what comes before it
     */
    public static Decision of(Class<?> beside, String name, int leadAt, LuaScript.Part... shared) {
        List<LuaScript.Part> parts = new ArrayList<>();
        parts.add(new LuaScript.Part(Decision.class, "road.lua"));
        parts.add(new LuaScript.Part(Decision.class, "decide-head.lua"));
        addOwn(parts, beside, name, shared);
        parts.add(new LuaScript.Part(Decision.class, "decide-tail.lua"));
        return new Decision(LuaScript.of(name, parts.toArray(LuaScript.Part[]::new)), leadAt);
    }

    /** A script that decides nothing but reads or keeps a cell's keys. */
    public static LuaScript helper(Class<?> beside, String name, LuaScript.Part... shared) {
        List<LuaScript.Part> parts = new ArrayList<>();
        parts.add(new LuaScript.Part(Decision.class, "road.lua"));
        addOwn(parts, beside, name, shared);
        return LuaScript.of(name, parts.toArray(LuaScript.Part[]::new));
    }

    private static void addOwn(List<LuaScript.Part> parts, Class<?> beside, String name, LuaScript.Part... shared) {
        parts.addAll(List.of(shared));
        parts.add(new LuaScript.Part(beside, name + ".lua"));
    }
}
