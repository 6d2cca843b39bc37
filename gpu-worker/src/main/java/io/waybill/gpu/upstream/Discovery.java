package io.waybill.gpu.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks a server which models it has. */
public final class Discovery {

    /** The longest list known, of a market of models, is a tenth of it. */
    private static final long BYTES_MAX = 4L << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A server that has no such path can still answer. */
    private static final List<Integer> NO_LIST = List.of(404, 405, 501);

    private Discovery() {}

    /**
     * {@return what {@code GET <base>/models} says}
     *
     * @param key empty where the server wants none
     */
    public static Answer ask(HttpClient client, URI base, Optional<String> key) throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(below(base, "models")).timeout(PATIENCE).header("Accept", "application/json");
        key.ifPresent(it -> request.header("Authorization", "Bearer " + it));
        try {
            HttpResponse<byte[]> response =
                    client.send(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), BYTES_MAX));
            int status = response.statusCode();
            if (status == 200) {
                return listed(response.body());
            }
            return NO_LIST.contains(status) ? new Answer(Outcome.no_list, List.of()) : refused(status);
        } catch (IOException _) {
            return new Answer(Outcome.unreachable, List.of());
        }
    }

    private static Answer refused(int status) {
        boolean key = status == 401 || status == 403;
        return new Answer(key ? Outcome.refused : Outcome.unreachable, List.of());
    }

    private static Answer listed(byte[] body) {
        try {
            List<String> ids = new ArrayList<>();
            for (JsonNode model : Json.object(body).path("data")) {
                if (model.path("id").isTextual()) {
                    ids.add(model.path("id").asText());
                }
            }
            return new Answer(Outcome.listed, ids);
        } catch (AttemptFailed _) {
            return new Answer(Outcome.unreachable, List.of());
        }
    }

    /** {@return the URL of a path below the base} */
    static URI below(URI base, String path) {
        String text = base.toString();
        return URI.create(text.endsWith("/") ? text + path : text + "/" + path);
    }

    /** How it went. */
    public enum Outcome {
        /** The server has these models. */
        listed,
        /** The server answers, but keeps no list. */
        no_list,
        /** The server does not take the key. */
        refused,
        /** The server does not answer, or not with a list. */
        unreachable
    }

    /**
     * What a server has.
     *
     * @param models ids; empty where it does not say
     */
    public record Answer(Outcome outcome, List<String> models) {

        /** Copies the list. */
        public Answer {
            models = List.copyOf(models);
        }

        /** {@return whether the server may answer for {@code model}} */
        public boolean serves(String model) {
            // Ollama lists what is called without a tag by its default tag.
            return outcome == Outcome.no_list
                    || (outcome == Outcome.listed && (models.contains(model) || models.contains(model + ":latest")));
        }
    }
}
