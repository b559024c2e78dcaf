package io.pelagos.channel;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a platform is asked for the data of a lead whose id it has told. Knows nothing of connections and storage. */
public interface LeadSource {
    /** What to ask; null when the channel has no token for it. */
    @Nullable
    Question question(Channel channel, Credentials secrets, FetchWanted wanted);

    /** What the answer to it means. */
    Answer read(Channel channel, FetchWanted wanted, int status, byte[] body);

    /**
     * A request. Its address may hold a token: it is not to be logged.
     *
     * @param method GET or POST
     * @param body empty for GET
     */
    record Question(String method, URI address, Map<String, String> headers, String body) {
        public static Question get(URI address, Map<String, String> headers) {
            return new Question("GET", address, headers, "");
        }

        @Override
        public String toString() {
            return "Question to " + address.getHost();
        }
    }

    /** What became of it. */
    sealed interface Answer {
        record Lead(LeadDraft draft) implements Answer {}

        /** The platform is busy, or says that we ask too often: the channel's other leads have to wait too. */
        record Later(String reason) implements Answer {}

        /** Nothing is given for this token: all leads of the channel wait for a new one. */
        record Locked(String reason) implements Answer {}

        /** This lead is not given, or not to be read; others may be. */
        record Failed(String reason) implements Answer {}
    }
}
