package io.pelagos.channel;

/**
 * One of several leads of a delivery that could not be read, while the others are taken.
 *
 * @param json as it came, without the secrets of the delivery; personal
 * @param reason repeats nothing of what was sent
 */
public record BadPart(String json, String reason) {
    private static final int CHARACTERS_MAX = 20_000;

    public BadPart {
        json = json.length() > CHARACTERS_MAX ? json.substring(0, CHARACTERS_MAX) : json;
    }

    /** Never what it holds. */
    @Override
    public String toString() {
        return "BadPart[" + reason + "]";
    }
}
