package io.pelagos.screens;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All files of the pages, in memory. Their addresses begin with a hash of them all, so that a browser may keep them for
 * good: another release has other addresses.
 */
public final class Assets {
    private static final String OWN = "web/app";
    private static final String INDEX = "index.html";

    /** A library's modules, by the name that imports have. */
    private record Library(String name, String directory, String main) {}

    private static final List<Library> LIBRARIES = List.of(
            new Library("lit", "META-INF/resources/webjars/lit/3.3.2", "index.js"),
            new Library("lit-html", "META-INF/resources/webjars/lit-html/3.3.2", "lit-html.js"),
            new Library("lit-element", "META-INF/resources/webjars/lit-element/4.2.2", "index.js"),
            new Library(
                    "@lit/reactive-element",
                    "META-INF/resources/webjars/lit__reactive-element/2.1.2",
                    "reactive-element.js"));

    /** Single files: where they are served, and where their jars hold them. */
    private static final Map<String, String> FILES = Map.of(
            "lib/bootstrap.css", "META-INF/resources/webjars/bootstrap/5.3.8/css/bootstrap.min.css",
            "lib/echarts.js", "META-INF/resources/_static/echarts/6.0.0/dist/echarts.esm.min.mjs");

    private final String prefix;
    private final Map<String, Asset> files;
    private final Asset index;
    private final String importsHash;

    private Assets(String prefix, Map<String, Asset> files, Asset index, String importsHash) {
        this.prefix = prefix;
        this.files = files;
        this.index = index;
        this.importsHash = importsHash;
    }

    /** Reads and packs all files; takes a fraction of a second, on a thread that may block. */
    public static Assets load() {
        Map<String, byte[]> contents = new TreeMap<>();
        read(OWN, "", name -> true, contents);
        for (Library library : LIBRARIES) {
            read(library.directory, "lib/" + library.name + "/", Assets::isModule, contents);
        }
        FILES.forEach((name, resource) -> contents.put(name, resource(resource)));
        byte[] page = contents.remove(INDEX);
        if (page == null) {
            throw new IllegalStateException("no " + INDEX + " in " + OWN);
        }
        String prefix = "/assets/" + hash(contents, page) + "/";
        String imports = imports(prefix);
        Map<String, Asset> files = new TreeMap<>();
        contents.forEach((name, bytes) -> files.put(name, Asset.of(name, bytes)));
        String html = new String(page, StandardCharsets.UTF_8)
                .replace("{{assets}}", prefix)
                .replace("{{imports}}", imports);
        return new Assets(
                prefix,
                files,
                Asset.of(INDEX, html.getBytes(StandardCharsets.UTF_8)),
                Base64.getEncoder().encodeToString(sha256().digest(imports.getBytes(StandardCharsets.UTF_8))));
    }

    /** What all addresses of the files begin with. */
    public String prefix() {
        return prefix;
    }

    /** The page in which all others are shown. */
    public Asset index() {
        return index;
    }

    /** The SHA-256, in Base64, of the one script that the page holds itself: its import map. */
    public String importsHash() {
        return importsHash;
    }

    /** Null where there is none. */
    public @Nullable Asset file(String path) {
        return path.startsWith(prefix) ? files.get(path.substring(prefix.length())) : null;
    }

    /** Only what a browser loads: not what is for developing, for servers, or for compilers. */
    private static boolean isModule(String name) {
        return name.endsWith(".js") && !name.startsWith("development/") && !name.startsWith("node/");
    }

    private static String imports(String prefix) {
        JsonObject imports = new JsonObject();
        for (Library library : LIBRARIES) {
            String at = prefix + "lib/" + library.name + "/";
            imports.put(library.name, at + library.main).put(library.name + "/", at);
        }
        return new JsonObject().put("imports", imports).encode();
    }

    private static String hash(Map<String, byte[]> contents, byte[] page) {
        MessageDigest digest = sha256();
        digest.update(page);
        contents.forEach((name, bytes) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
        });
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private interface Filter {
        boolean wants(String name);
    }

    private static void read(String directory, String as, Filter filter, Map<String, byte[]> into) {
        URL url = Assets.class.getClassLoader().getResource(directory);
        if (url == null) {
            throw new IllegalStateException("the jar lacks " + directory);
        }
        try {
            URI uri = url.toURI();
            if (!uri.getScheme().equals("jar")) {
                walk(Path.of(uri), as, filter, into);
                return;
            }
            try (FileSystem jar = open(uri)) {
                walk(jar.getPath(directory), as, filter, into);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FileSystem open(URI uri) throws IOException {
        // Its own: one that is shared could be closed under us, or we could close it under others.
        String spec = uri.getSchemeSpecificPart();
        return FileSystems.newFileSystem(Path.of(URI.create(spec.substring(0, spec.indexOf("!/")))));
    }

    private static void walk(Path root, String as, Filter filter, Map<String, byte[]> into) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                String name = root.relativize(path).toString().replace('\\', '/');
                if (filter.wants(name)) {
                    into.put(as + name, Files.readAllBytes(path));
                }
            }
        }
    }

    private static byte[] resource(String name) {
        try (var in = Assets.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
