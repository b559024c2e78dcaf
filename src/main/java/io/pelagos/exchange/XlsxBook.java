package io.pelagos.exchange;

import java.io.IOException;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * What a workbook's table of contents says.
 *
 * @param sheet the part that holds its first sheet
 * @param from1904 whether its dates count from 1904, as those of old Macs do
 */
record XlsxBook(String sheet, boolean from1904) {
    private static final String USUAL = "xl/worksheets/sheet1.xml";
    private static final String RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static final String STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships";

    static XlsxBook read(ZipFile zip) throws IOException {
        String first = null;
        boolean from1904 = false;
        try (XlsxPart part = XlsxPart.open(zip, "xl/workbook.xml")) {
            if (part == null) {
                throw new BadFile("the file is not a workbook (XLSX)");
            }
            for (int event = part.next(); event != XMLStreamReader.END_DOCUMENT; event = part.next()) {
                if (event != XMLStreamReader.START_ELEMENT) {
                    continue;
                }
                String name = part.xml.getLocalName();
                if (name.equals("workbookPr")) {
                    String old = part.attribute("date1904");
                    from1904 = "1".equals(old) || "true".equals(old);
                } else if (name.equals("sheet") && first == null) {
                    String id = part.xml.getAttributeValue(RELATIONS, "id");
                    first = id != null ? id : part.xml.getAttributeValue(STRICT, "id");
                }
            }
        }
        return new XlsxBook(first == null ? USUAL : target(zip, first), from1904);
    }

    private static String target(ZipFile zip, String id) throws IOException {
        try (XlsxPart part = XlsxPart.open(zip, "xl/_rels/workbook.xml.rels")) {
            int event = part == null ? XMLStreamReader.END_DOCUMENT : part.next();
            while (part != null && event != XMLStreamReader.END_DOCUMENT) {
                if (event == XMLStreamReader.START_ELEMENT && id.equals(part.attribute("Id"))) {
                    return path(part.attribute("Target"));
                }
                event = part.next();
            }
        }
        return USUAL;
    }

    private static String path(@Nullable String target) {
        if (target == null) {
            return USUAL;
        }
        return target.startsWith("/") ? target.substring(1) : "xl/" + target;
    }
}
