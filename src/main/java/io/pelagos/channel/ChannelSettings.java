package io.pelagos.channel;

import io.pelagos.team.Document;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What else can be set of a platform. Field {@code settings} of the channel.
 *
 * @param testValues {@code test_values}: what the field {@code test} holds in a platform's test, beside true and 1
 * @param list {@code list}: path to the list when a body holds several leads; null: the body is the lead
 * @param apiUrl {@code api_url}, {@code graph_url}: where the data is fetched from, without the last slash
 * @param apiVersion {@code api_version}: for platforms that ask for it in a header
 * @param pull {@code pull}: how the platform is asked for its newest leads; null: it is not
 */
public record ChannelSettings(
        List<String> testValues,
        @Nullable String list,
        String apiUrl,
        @Nullable String apiVersion,
        @Nullable Pull pull) {
    private static final int VALUES_MAX = 20;
    private static final int TEXT_MAX = 200;
    private static final String GRAPH = "https://graph.facebook.com/v25.0";
    private static final String LINKEDIN = "https://api.linkedin.com/rest";
    private static final String LINKEDIN_VERSION = "202601";

    static ChannelSettings usual(Channel.Type type) {
        return new ChannelSettings(
                type == Channel.Type.OCEANENGINE ? List.of("广告预览") : List.of(),
                null,
                type == Channel.Type.META ? GRAPH : type == Channel.Type.LINKEDIN ? LINKEDIN : "",
                type == Channel.Type.LINKEDIN ? LINKEDIN_VERSION : null,
                null);
    }

    /** A setting of another platform is no known field. */
    static ChannelSettings read(Channel.Type type, Document document) {
        ChannelSettings usual = usual(type);
        List<String> tests = document.texts("test_values", VALUES_MAX, TEXT_MAX);
        String list = type == Channel.Type.GENERIC ? document.optionalText("list", TEXT_MAX) : null;
        String url = usual.apiUrl;
        String version = usual.apiVersion;
        if (!url.isEmpty()) {
            url = url(document, type == Channel.Type.META ? "graph_url" : "api_url", url);
        }
        if (version != null) {
            String other = document.optionalText("api_version", 20);
            version = other == null ? version : other;
        }
        Pull known = Pull.usual(type);
        Pull pull = known == null ? null : document.object("pull", said -> Pull.read(said, known));
        return new ChannelSettings(tests.isEmpty() ? usual.testValues : List.copyOf(tests), list, url, version, pull);
    }

    private static String url(Document document, String name, String usual) {
        String text = document.optionalText(name, TEXT_MAX);
        if (text == null) {
            return usual;
        }
        try {
            URI uri = new URI(text);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getQuery() == null && uri.getUserInfo() == null) {
                return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
            }
        } catch (java.net.URISyntaxException e) {
            // Falls through to the fault.
        }
        document.fault(name, "must be an address such as " + usual);
        return usual;
    }
}
