package io.pelagos.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLStreamReader;

/**
 * A workbook's shared texts: one for every cell of the table, where each cell's text is another. They stay on the disk;
 * in memory are the places of blocks, and the blocks that were read last.
 */
final class XlsxStrings implements AutoCloseable {
    private static final int BLOCK = 32;
    private static final int CACHED_BLOCKS = 2_048;
    private static final int WRITE_BYTES = 1 << 16;
    private static final String PART = "xl/sharedStrings.xml";

    private final FileChannel file;
    private final Map<Integer, List<String>> cache = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, List<String>> eldest) {
            return size() > CACHED_BLOCKS;
        }
    };
    /** Where each block begins in the file; behind the last, where the file ends. */
    private long[] blocks = new long[1_024];

    private int count;
    private long length;

    private XlsxStrings(FileChannel file) {
        this.file = file;
    }

    static XlsxStrings read(ZipFile zip, Spool spool) throws IOException {
        XlsxStrings strings = new XlsxStrings(spool.scratch());
        try (XlsxPart part = XlsxPart.open(zip, PART)) {
            if (part != null) {
                strings.readAll(part);
            }
        } catch (IOException e) {
            strings.close();
            throw e;
        }
        return strings;
    }

    private void readAll(XlsxPart part) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(WRITE_BYTES + 4 * Lines.VALUE_MAX + 8);
        for (int event = part.next(); event != XMLStreamReader.END_DOCUMENT; event = part.next()) {
            if (event != XMLStreamReader.START_ELEMENT
                    || !part.xml.getLocalName().equals("si")) {
                continue;
            }
            if (count % BLOCK == 0) {
                mark(length + out.position());
            }
            count++;
            String text = part.text();
            byte[] bytes = text.substring(0, Math.min(text.length(), Lines.VALUE_MAX + 1))
                    .getBytes(StandardCharsets.UTF_8);
            out.putInt(bytes.length).put(bytes);
            if (out.position() >= WRITE_BYTES) {
                flush(out);
            }
        }
        flush(out);
        blocks[(count + BLOCK - 1) / BLOCK] = length;
    }

    private void mark(long place) {
        int block = count / BLOCK;
        if (block + 1 >= blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * blocks.length);
        }
        blocks[block] = place;
    }

    private void flush(ByteBuffer out) throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            length += file.write(out, length);
        }
        out.clear();
    }

    /** Throws {@link BadFile} when there is no such text. */
    String get(int index) throws IOException {
        if (index < 0 || index >= count) {
            throw XlsxPart.bad();
        }
        int block = index / BLOCK;
        List<String> texts = cache.get(block);
        if (texts == null) {
            texts = load(block);
            cache.put(block, texts);
        }
        return texts.get(index % BLOCK);
    }

    private List<String> load(int block) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) (blocks[block + 1] - blocks[block]));
        while (bytes.hasRemaining()) {
            if (file.read(bytes, blocks[block] + bytes.position()) < 0) {
                throw XlsxPart.bad();
            }
        }
        bytes.flip();
        List<String> texts = new ArrayList<>(BLOCK);
        while (bytes.hasRemaining()) {
            byte[] text = new byte[bytes.getInt()];
            bytes.get(text);
            texts.add(new String(text, StandardCharsets.UTF_8));
        }
        return texts;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
