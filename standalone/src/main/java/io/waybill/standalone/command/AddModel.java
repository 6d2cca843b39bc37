package io.waybill.standalone.command;

import io.waybill.gpu.upstream.Discovery;
import io.waybill.gpu.upstream.UpstreamProbe;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelManifest;
import io.waybill.models.catalog.ModelManifest.Limits;
import io.waybill.models.catalog.ModelManifest.Pricing;
import io.waybill.models.catalog.ModelManifest.Upstream;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds a model: a folder with a manifest, or one that a server of others has. */
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = {
            "Adds a model. DIR is a folder with a model.yaml. URL is the base of any server that speaks OpenAI's API,"
                    + " such as http://127.0.0.1:8000/v1; without --model it lists what the server has.",
            "A platform that runs serves the model after a restart."
        })
final class AddModel implements Callable<Integer> {

    private static final int NOTHING_ADDED = 1;

    /** Work of others' servers has a queue of its own. */
    private static final String POOL = "upstream";

    /** Chunks of texts take slots in another way than answers do. */
    private static final String EMBEDDING_POOL = "upstream-embed";

    private static final int EMBEDDING_CHUNK = 64;
    private static final int EMBEDDING_INPUTS = 2_048;

    @Parameters(paramLabel = "DIR|URL", description = "where the model is")
    private String source = "";

    @Option(names = "--model", paramLabel = "NAME", description = "what the server calls the model")
    private @Nullable String model; // null where the server is only asked what it has

    @Option(names = "--id", description = "what clients call it (default: made of NAME)")
    private @Nullable String id; // null for the default

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "further server with the same model, asked where the first fails")
    private List<String> furtherUrls = List.of();

    @Option(
            names = "--price-in",
            paramLabel = "AMOUNT",
            description = "price of a million tokens of the prompt, 0 or more")
    private @Nullable BigDecimal priceIn; // null where it is not said, which is refused with --model

    @Option(
            names = "--price-out",
            paramLabel = "AMOUNT",
            description = "price of a million tokens that the model makes")
    private @Nullable BigDecimal priceOut; // null where it is not said, which is refused for chat

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "file with the server's API key, readable by its owner")
    private @Nullable Path keyFile; // null where the server wants none

    @Option(
            names = "--context",
            paramLabel = "TOKENS",
            defaultValue = "8192",
            description = "context (default: ${DEFAULT-VALUE})")
    private int context = 8_192;

    @Option(
            names = "--output",
            paramLabel = "TOKENS",
            defaultValue = "4096",
            description = "longest answer (default: ${DEFAULT-VALUE}, at most the context)")
    private int output = 4_096;

    @Option(
            names = "--dimensions",
            paramLabel = "N",
            description = "length of its vectors: the model makes embeddings, not text")
    private int dimensions;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "32",
            description = "most calls at a time (default: ${DEFAULT-VALUE})")
    private int concurrency = 32;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "longest call (default: ${DEFAULT-VALUE})")
    private int timeoutSeconds = 300;

    @Mixin
    private ManifestsOption manifests = new ManifestsOption();

    @Override
    public Integer call() throws Exception {
        return source.startsWith("http://") || source.startsWith("https://") ? addServer() : addFolder();
    }

    private int addFolder() throws Exception {
        InstalledModel added = manifests.manifests().link(Path.of(source));
        System.out.println("added " + added.manifest().id() + " from " + source);
        if (!added.installed()) {
            System.out.println("its files: " + added.installCommand());
        }
        return 0;
    }

    private int addServer() throws Exception {
        String file =
                keyFile == null ? null : keyFile.toAbsolutePath().normalize().toString();
        Discovery.Answer answer = UpstreamProbe.models(URI.create(source), file);
        String name = model;
        if (name == null) {
            return list(answer);
        }
        if (!answer.serves(name)) {
            System.err.println(
                    switch (answer.outcome()) {
                        case listed ->
                            source + " does not list " + name + "; it lists " + UpstreamProbe.first(answer.models());
                        case refused -> source + " refuses the key";
                        case no_list, unreachable -> source + " does not answer GET models";
                    });
            return NOTHING_ADDED;
        }
        ModelManifest manifest = manifest(name, file);
        Path written = manifests.manifests().add(manifest);
        System.out.println("added " + manifest.id() + " in " + written);
        System.out.println("try it: ./waybill models check " + manifest.id());
        return 0;
    }

    private int list(Discovery.Answer answer) {
        if (answer.outcome() != Discovery.Outcome.listed) {
            System.err.println(source
                    + (answer.outcome() == Discovery.Outcome.refused
                            ? " refuses the key; name its file with --key-file"
                            : " lists no models; name one with --model"));
            return NOTHING_ADDED;
        }
        answer.models().forEach(System.out::println);
        System.err.println("nothing was added; choose one with --model NAME --price-in AMOUNT --price-out AMOUNT");
        return answer.models().isEmpty() ? NOTHING_ADDED : 0;
    }

    private ModelManifest manifest(String name, @Nullable String file) {
        boolean chat = dimensions == 0;
        BigDecimal in = priceIn;
        if (in == null || (chat && priceOut == null)) {
            throw new IllegalArgumentException("say what it costs: --price-in AMOUNT"
                    + (chat ? " --price-out AMOUNT" : "") + ", for a million tokens, 0 or more");
        }
        int longest = Math.min(output, context);
        var urls = new ArrayList<>(List.of(source));
        urls.addAll(furtherUrls);
        return new ModelManifest(
                id == null ? defaultId(name) : id,
                chat ? ModelManifest.CHAT : "embedding",
                "upstream",
                chat ? POOL : EMBEDDING_POOL,
                Map.of(),
                dimensions,
                null,
                null,
                false,
                chat
                        ? new Limits(context, 1, 5, 1, longest, Math.min(longest, 1_024))
                        : new Limits(context, EMBEDDING_CHUNK, 0.05, EMBEDDING_INPUTS, 0, 0),
                new Pricing("token", in, chat ? priceOut : null),
                new Upstream(urls, name, file, concurrency, timeoutSeconds),
                "as its server says");
    }

    /** {@return the last part of the name, in the characters that ids have} */
    static String defaultId(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        String plain = last.replaceAll("[^a-z0-9._-]+", "-").replaceAll("^[^a-z0-9]+", "");
        return plain.length() > 64 ? plain.substring(0, 64) : plain;
    }
}
