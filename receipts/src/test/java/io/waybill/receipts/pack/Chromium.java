package io.waybill.receipts.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A headless Chromium with one tab, driven by its DevTools protocol. Needs the program {@code chromium}, and no driver.
 */
final class Chromium {

    private static final long ANSWER_SECONDS_MAX = 120;
    private static final JsonMapper JSON = new JsonMapper();

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final List<String> requests = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private int calls;
    private @Nullable String session; // null until the tab is attached

    private Chromium(String program) throws IOException, InterruptedException {
        profile = Files.createTempDirectory("chromium");
        process = new ProcessBuilder(
                        program,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-background-networking",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(address(process.inputReader(UTF_8))), new Reader())
                .join();
        String target = call("Target.createTarget", Map.of("url", "about:blank"))
                .path("targetId")
                .asString();
        session = call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .path("sessionId")
                .asString();
        for (String domain : List.of("Page", "Runtime", "Network", "DOM", "Log")) {
            call(domain + ".enable", Map.of());
        }
    }

    /** Starts it, or skips the test where there is none. */
    static Chromium start() throws IOException, InterruptedException {
        String program = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .orElse("");
        assumeTrue(!program.isEmpty(), "skipped: needs Chromium; tests/browser installs Debian's");
        return new Chromium(program);
    }

    private static String address(BufferedReader output) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            int at = line.indexOf("ws://");
            if (line.startsWith("DevTools listening") && at > 0) {
                Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
                return line.substring(at);
            }
        }
        throw new IOException("Chromium ended before it listened");
    }

    void open(URI page) throws InterruptedException {
        call("Page.navigate", Map.of("url", page.toString()));
        until("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /** Evaluates JavaScript, waits for its promise, and answers its value as text. */
    String evaluate(String script) throws InterruptedException {
        JsonNode answer = call(
                "Runtime.evaluate",
                Map.of("expression", script, "awaitPromise", true, "returnByValue", true, "userGesture", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(answer.path("exceptionDetails").toString());
        }
        return answer.path("result").path("value").asString("");
    }

    /** Waits until an expression is true. */
    void until(String expression) throws InterruptedException {
        String value =
                evaluate("new Promise((resolve, reject) => { const end = Date.now() + 20000; const look = () => {"
                        + " if (" + expression + ") resolve('yes'); else if (Date.now() > end) resolve('no');"
                        + " else setTimeout(look, 10); }; look(); })");
        if (!value.equals("yes")) {
            throw new AssertionError("not true within 20 s: " + expression);
        }
    }

    /** Chooses a file, as a person does in the dialog. */
    void choose(String selector, Path file) throws InterruptedException {
        String object = call("Runtime.evaluate", Map.of("expression", "document.querySelector('" + selector + "')"))
                .path("result")
                .path("objectId")
                .asString();
        call("DOM.setFileInputFiles", Map.of("files", List.of(file.toString()), "objectId", object));
    }

    /** Presses a key. */
    void press(String key, int code, String text) throws InterruptedException {
        call(
                "Input.dispatchKeyEvent",
                Map.of("type", "keyDown", "key", key, "windowsVirtualKeyCode", code, "text", text));
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", code));
    }

    void type(String text) throws InterruptedException {
        call("Input.insertText", Map.of("text", text));
    }

    void look(int width, int height, boolean dark) throws InterruptedException {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** Writes what is to be seen, of the whole page. */
    void screenshot(Path png) throws IOException, InterruptedException {
        String data = call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true))
                .path("data")
                .asString();
        Files.createDirectories(png.getParent());
        Files.write(png, Base64.getDecoder().decode(data));
    }

    /** Forgets what was asked for and complained of so far. */
    void forget() {
        requests.clear();
        complaints.clear();
    }

    /** {@return what the page asked for, by URL} */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** {@return errors that the page wrote or threw} */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    private JsonNode call(String method, Map<String, Object> parameters) throws InterruptedException {
        int id = ++calls;
        Map<String, Object> message = session == null
                ? Map.of("id", id, "method", method, "params", parameters)
                : Map.of("id", id, "method", method, "params", parameters, "sessionId", session);
        socket.sendText(JSON.writeValueAsString(message), true).join();
        while (true) {
            JsonNode answer = messages.poll(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
            if (answer == null) {
                throw new AssertionError("no answer to " + method);
            }
            note(answer);
            if (answer.path("id").asInt(0) == id) {
                if (answer.has("error")) {
                    throw new AssertionError(method + ": " + answer.path("error"));
                }
                return answer.path("result");
            }
        }
    }

    private void note(JsonNode event) {
        JsonNode parameters = event.path("params");
        switch (event.path("method").asString("")) {
            case "Network.requestWillBeSent" ->
                requests.add(parameters.path("request").path("url").asString());
            case "Runtime.exceptionThrown" -> complaints.add(parameters.toString());
            case "Log.entryAdded" -> {
                if (parameters.path("entry").path("level").asString("").equals("error")) {
                    complaints.add(parameters.toString());
                }
            }
            default -> {}
        }
    }

    /** Ends it, and removes its profile. */
    void stop() throws IOException, InterruptedException {
        socket.abort();
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    private final class Reader implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                messages.add(JSON.readTree(text.toString()));
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }
    }
}
