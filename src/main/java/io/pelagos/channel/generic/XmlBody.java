package io.pelagos.channel.generic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.BadDelivery;
import io.pelagos.channel.JsonBody;
import java.io.ByteArrayInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads XML that strangers send, as an object of the fields in its root: an element with text is that text, one with
 * others an object, a repeated one a list, attributes are {@code @name}, text beside others is {@code #text}. No
 * document types and no entities of one's own: they can be made to read files, and to fill the memory.
 */
final class XmlBody {
    private static final int DEPTH_MAX = 64;
    private static final String TEXT = "#text";
    private static final XMLInputFactory XML = factory();

    private XmlBody() {}

    private static XMLInputFactory factory() {
        // The one of the JDK, whatever libraries bring along.
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing outside is read");
        });
        return factory;
    }

    static boolean is(String mediaType) {
        return mediaType.equals("application/xml") || mediaType.equals("text/xml") || mediaType.endsWith("+xml");
    }

    /** The fields of the root; throws {@link BadDelivery}. */
    static ObjectNode object(byte[] body) {
        JsonBody.checkSize(body);
        try {
            XMLStreamReader reader = XML.createXMLStreamReader(new ByteArrayInputStream(body));
            ObjectNode root = null;
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    root = element(reader, 1);
                } else {
                    refuseForeign(event);
                }
            }
            if (root != null) {
                return root;
            }
        } catch (BadDelivery e) {
            throw e;
        } catch (XMLStreamException | RuntimeException e) {
            // The parser has several exceptions for one thing, and their texts repeat what was sent.
            throw new BadDelivery(400, "the body is not XML within the limits");
        }
        throw new BadDelivery(400, "the body is not XML");
    }

    private static ObjectNode element(XMLStreamReader reader, int depth) throws XMLStreamException {
        if (depth > DEPTH_MAX) {
            throw new BadDelivery(400, "the body nests more than " + DEPTH_MAX + " levels");
        }
        ObjectNode element = JsonBody.empty();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            element.put("@" + reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        StringBuilder text = new StringBuilder();
        for (int event = reader.next(); event != XMLStreamConstants.END_ELEMENT; event = reader.next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                String name = reader.getLocalName();
                add(element, name, simple(element(reader, depth + 1)));
            } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                text.append(reader.getText());
            } else {
                refuseForeign(event);
            }
        }
        if (!text.toString().isBlank()) {
            element.put(TEXT, text.toString());
        }
        return element;
    }

    private static void refuseForeign(int event) {
        if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
            throw new BadDelivery(400, "a document type or entities are not allowed");
        }
    }

    /** An element that holds nothing but text is the text; an empty one is null. */
    private static JsonNode simple(ObjectNode element) {
        if (element.isEmpty()) {
            return element.nullNode();
        }
        JsonNode text = element.get(TEXT);
        return element.size() == 1 && text != null ? text : element;
    }

    private static void add(ObjectNode parent, String name, JsonNode value) {
        JsonNode present = parent.get(name);
        if (present == null) {
            parent.set(name, value);
        } else if (present instanceof ArrayNode list) {
            list.add(value);
        } else {
            parent.putArray(name).add(present).add(value);
        }
    }
}
