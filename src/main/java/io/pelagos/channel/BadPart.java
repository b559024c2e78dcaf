package io.pelagos.channel;

/**
 * One of several leads of a delivery that could not be read, while the others are taken.
 *
 * @param json as it came, without the secrets of the delivery; personal
 * @param reason repeats nothing of what was sent
 * @param place in the list of leads, counted from 0; -1 where the platform hears nothing of single leads
 */
public record BadPart(String json, String reason, int place) {
    private static final int CHARACTERS_MAX = 20_000;

    public BadPart {
        json = json.length() > CHARACTERS_MAX ? json.substring(0, CHARACTERS_MAX) : json;
    }

    public BadPart(String json, String reason) {
        this(json, reason, -1);
    }

    /** Never what it holds. */
    @Override
    public String toString() {
        return "BadPart[" + reason + "]";
    }
}
