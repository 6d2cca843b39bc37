package io.waybill.gpu.llama;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A child that runs, and the pipes to it. It is used until it dies; then all that wait for its answers are told. */
final class LlamaProcess {

    private static final Logger LOGGER = LoggerFactory.getLogger(LlamaProcess.class);

    /** Reading a large model from a slow disk. */
    private static final Duration LOAD_MAX = Duration.ofMinutes(5);

    /** It tells every second that it goes on; a step of a large network takes some seconds. */
    private static final Duration SILENCE_MAX = Duration.ofMinutes(1);

    private static final Duration END_MAX = Duration.ofSeconds(5);

    private static final int BUFFER_BYTES = 1 << 16;

    private final String model;
    private final Process process;
    private final DataOutputStream commands;
    private final Map<Long, BlockingQueue<ChildEvent>> answers = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile long heardAt = System.nanoTime();
    private volatile boolean dead;

    private LlamaProcess(String model, Process process) {
        this.model = model;
        this.process = process;
        this.commands = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), BUFFER_BYTES));
    }

    /**
     * Starts a child and waits until it has loaded its model.
     *
     * @throws LlamaFailed where it cannot
     */
    static LlamaProcess start(String model, ProcessBuilder command) throws InterruptedException {
        try {
            var started = new LlamaProcess(model, command.start());
            Thread.ofPlatform().daemon().name("llama-" + model + "-events").start(started::readEvents);
            Thread.ofPlatform().daemon().name("llama-" + model + "-log").start(started::readLog);
            started.awaitReady();
            return started;
        } catch (IOException e) {
            throw new LlamaFailed("model " + model + ": its process cannot be started: " + e.getMessage(), e);
        }
    }

    private void awaitReady() throws InterruptedException {
        try {
            ready.get(LOAD_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            end();
            Throwable cause = e.getCause();
            String reason = cause == null ? "" : ": " + cause.getMessage();
            throw new LlamaFailed("model " + model + " cannot be loaded" + reason, e);
        } catch (TimeoutException e) {
            end();
            throw new LlamaFailed("model " + model + " was not loaded within " + LOAD_MAX, e);
        } catch (InterruptedException e) {
            end();
            throw e;
        }
    }

    long pid() {
        return process.pid();
    }

    boolean dead() {
        return dead;
    }

    /** {@return where the events of the answer come, the last of them an end, a failure or the child's death} */
    BlockingQueue<ChildEvent> run(long id, ChildRun run) {
        BlockingQueue<ChildEvent> events = new LinkedBlockingQueue<>();
        answers.put(id, events);
        send(new ChildCommand(id, run));
        if (dead) {
            // It died between: the reader may have told the others already.
            events.add(died());
        }
        return events;
    }

    void cancel(long id) {
        send(new ChildCommand(id, null));
    }

    /** Takes no more events of an answer. */
    void forget(long id) {
        answers.remove(id);
    }

    /** Kills it where it has not been heard of for long. */
    void endIfSilent() {
        if (!dead && System.nanoTime() - heardAt > SILENCE_MAX.toNanos()) {
            LOGGER.atWarn().addKeyValue("model", model).log("llama process is silent, it is killed");
            process.destroyForcibly();
        }
    }

    /** Ends it: by the end of its input, else by force. */
    void end() throws InterruptedException {
        try {
            process.getOutputStream().close();
        } catch (IOException _) {
            // It is gone already.
        }
        if (!process.waitFor(END_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private void send(ChildCommand command) {
        synchronized (commands) {
            try {
                Frames.write(commands, command);
                commands.flush();
            } catch (IOException _) {
                // The reader of its events sees that it is gone, and tells those who wait.
            }
        }
    }

    private void readEvents() {
        try (var in = new DataInputStream(new BufferedInputStream(process.getInputStream(), BUFFER_BYTES))) {
            while (true) {
                ChildEvent event = Frames.read(in, ChildEvent.class);
                heardAt = System.nanoTime();
                switch (event.kind()) {
                    case ready -> ready.complete(null);
                    case alive, died -> {
                        // It was heard of.
                    }
                    case piece, end, failed -> take(event);
                }
            }
        } catch (IOException e) {
            LOGGER.atDebug().addKeyValue("model", model).setCause(e).log("llama process ended");
        } finally {
            dead = true;
            process.destroyForcibly();
            ready.completeExceptionally(new IllegalStateException("its process ended, exit status " + exit()));
            answers.values().forEach(events -> events.add(died()));
        }
    }

    private void take(ChildEvent event) {
        if (event.id() == 0) {
            ready.completeExceptionally(new IllegalStateException(event.text()));
            return;
        }
        BlockingQueue<ChildEvent> events = answers.get(event.id());
        if (events != null) {
            events.add(event);
        }
    }

    private static ChildEvent died() {
        return ChildEvent.of(ChildEvent.Kind.died, "");
    }

    private String exit() {
        try {
            return process.waitFor(END_MAX.toMillis(), TimeUnit.MILLISECONDS)
                    ? Integer.toString(process.exitValue())
                    : "unknown";
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }

    private void readLog() {
        try (var in = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                LOGGER.atDebug()
                        .addKeyValue("model", model)
                        .addKeyValue("said", line)
                        .log("llama process");
            }
        } catch (IOException e) {
            LOGGER.atDebug().addKeyValue("model", model).setCause(e).log("llama process says no more");
        }
    }

    @Override
    public String toString() {
        return requireNonNull(model) + " in process " + pid();
    }
}
