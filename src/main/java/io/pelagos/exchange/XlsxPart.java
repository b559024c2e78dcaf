package io.pelagos.exchange;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * One XML part of a workbook, read forward only. Document types and entities are refused, and a part that unpacks to
 * more than a table can hold is no table.
 */
final class XlsxPart implements AutoCloseable {
    /** Above what the largest sheet of Excel needs. */
    private static final long BYTES_MAX = 4L << 30;
    /** Real sheets are packed to a tenth; this much is only made to do harm. */
    private static final long RATIO_MAX = 200;

    private static final long SMALL_BYTES = 1 << 20;

    private final InputStream bytes;
    final XMLStreamReader xml;

    private XlsxPart(InputStream bytes, XMLStreamReader xml) {
        this.bytes = bytes;
        this.xml = xml;
    }

    /** Null when the workbook has no such part. */
    static @Nullable XlsxPart open(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            return null;
        }
        long max = Math.min(BYTES_MAX, Math.max(SMALL_BYTES, entry.getCompressedSize() * RATIO_MAX));
        InputStream bytes = new Bounded(zip.getInputStream(entry), max);
        try {
            return new XlsxPart(bytes, factory().createXMLStreamReader(bytes, "UTF-8"));
        } catch (XMLStreamException e) {
            throw bad();
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
        return factory;
    }

    static BadFile bad() {
        return new BadFile("the workbook cannot be read");
    }

    /** The next event; {@link XMLStreamReader#END_DOCUMENT} at the end. */
    int next() throws IOException {
        try {
            return xml.hasNext() ? xml.next() : XMLStreamReader.END_DOCUMENT;
        } catch (XMLStreamException | RuntimeException e) {
            // The parser wraps what the bytes fail with in its own way.
            throw bad();
        }
    }

    @Nullable
    String attribute(String name) {
        return xml.getAttributeValue(null, name);
    }

    /** All text of the element that has just begun, but that of phonetic hints. */
    String text() throws IOException {
        StringBuilder text = new StringBuilder();
        String element = xml.getLocalName();
        int hints = 0;
        for (int event = next(); event != XMLStreamReader.END_DOCUMENT; event = next()) {
            if (event == XMLStreamReader.START_ELEMENT && xml.getLocalName().equals("rPh")) {
                hints++;
            } else if (event == XMLStreamReader.END_ELEMENT) {
                if (xml.getLocalName().equals("rPh")) {
                    hints--;
                } else if (xml.getLocalName().equals(element)) {
                    break;
                }
            } else if ((event == XMLStreamReader.CHARACTERS || event == XMLStreamReader.CDATA)
                    && hints == 0
                    && text.length() <= Lines.VALUE_MAX) {
                text.append(xml.getText());
            }
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }

    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long maxBytes) {
            super(in);
            this.left = maxBytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int count = super.read(into, from, length);
            left -= Math.max(0, count);
            if (left < 0) {
                throw new BadFile("the workbook unpacks to more than a table can hold");
            }
            return count;
        }
    }
}
