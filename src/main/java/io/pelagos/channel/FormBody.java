package io.pelagos.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads forms, in UTF-8: each text field by its name, a repeated one as a list; files are left out. */
public final class FormBody {
    private static final int FIELDS_MAX = 1_000;
    private static final Pattern BOUNDARY =
            Pattern.compile("[;\\s]boundary=(?:\"([^\"]+)\"|([^\\s;\"]+))", Pattern.CASE_INSENSITIVE);

    private FormBody() {}

    public static boolean is(Delivery delivery) {
        String type = delivery.mediaType();
        return type.equals("application/x-www-form-urlencoded") || type.equals("multipart/form-data");
    }

    /** The form as an object; throws {@link BadDelivery}. */
    public static ObjectNode object(Delivery delivery) {
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(delivery.body()));
        request.headers().set(HttpHeaderNames.CONTENT_TYPE, String.valueOf(delivery.contentType()));
        HttpPostRequestDecoder decoder = null;
        try {
            boolean multipart = HttpPostRequestDecoder.isMultipart(request);
            if (!multipart && delivery.mediaType().equals("multipart/form-data")) {
                // The decoder would take it for the other kind of form, and its text for a field's name.
                throw new BadDelivery(400, "the form has no boundary");
            }
            decoder = new HttpPostRequestDecoder(
                    new DefaultHttpDataFactory(false), // in memory: the body is already there, and bounded
                    request,
                    StandardCharsets.UTF_8,
                    FIELDS_MAX,
                    JsonBody.BYTES_MAX);
            List<InterfaceHttpData> parts = decoder.getBodyHttpDatas();
            if (multipart && parts.size() != parts(delivery)) {
                // The decoder leaves out without a word what it could not read.
                throw new BadDelivery(400, "the form has parts that cannot be read");
            }
            ObjectNode form = JsonBody.empty();
            for (InterfaceHttpData data : parts) {
                if (data instanceof Attribute field) {
                    add(form, field.getName(), field.getValue());
                }
            }
            return form;
        } catch (BadDelivery e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The decoder has half a dozen exceptions for one thing.
            throw new BadDelivery(400, "the form cannot be read");
        } finally {
            if (decoder != null) {
                decoder.destroy();
            }
        }
    }

    /** How many parts a form has by its delimiters, RFC 2046, 5.1.1; throws {@link BadDelivery} when the last is missing. */
    private static int parts(Delivery delivery) {
        Matcher boundary = BOUNDARY.matcher(String.valueOf(delivery.contentType()));
        if (boundary.find()) {
            String delimiter = "--" + (boundary.group(1) == null ? boundary.group(2) : boundary.group(1));
            int parts = 0;
            for (String line : new String(delivery.body(), StandardCharsets.ISO_8859_1).split("\n", -1)) {
                String text = line.stripTrailing();
                if (text.equals(delimiter + "--")) {
                    return parts;
                }
                parts += text.equals(delimiter) ? 1 : 0;
            }
        }
        throw new BadDelivery(400, "the form breaks off");
    }

    private static void add(ObjectNode form, String name, String value) {
        JsonNode present = form.get(name);
        if (present == null) {
            form.put(name, value);
        } else if (present instanceof ArrayNode list) {
            list.add(value);
        } else {
            form.putArray(name).add(present).add(value);
        }
    }
}
