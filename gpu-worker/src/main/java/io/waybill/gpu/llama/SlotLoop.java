package io.waybill.gpu.llama;

import io.waybill.models.request.ItemError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Continuous batching: each step of the network takes the next token of every answer that is being made and, beside
 * them, a part of the prompts that are still to be read; an answer that ends makes room for the next at once. One
 * thread runs it. A cancellation is seen before the next step.
 */
final class SlotLoop {

    /** Tokens of prompts in a step with nothing beside: some hundred milliseconds for a small model. */
    private static final int PROMPT_TOKENS_ALONE = 256;

    /** While others wait for their next token, a step must not take long. */
    private static final int PROMPT_TOKENS_BESIDE = 64;

    private static final long ALIVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final NativeModel model;
    private final Sampler.Functions samplers;
    private final int contextTokens;
    private final BlockingQueue<ChildCommand> commands;
    private final Answer.Events events;
    private final List<Slot> slots = new ArrayList<>();
    private final ArrayDeque<ChildCommand> waiting = new ArrayDeque<>();
    private final TokenBatch batch;
    private long steps;
    private long aliveAt = System.nanoTime();

    SlotLoop(
            NativeModel model,
            int contextTokens,
            int slotCount,
            BlockingQueue<ChildCommand> commands,
            Answer.Events events) {
        this.model = model;
        this.samplers = new Sampler.Functions(model);
        this.contextTokens = contextTokens;
        this.commands = commands;
        this.events = events;
        this.batch = new TokenBatch(NativeModel.BATCH_TOKENS_MAX, slotCount);
        for (int i = 0; i < slotCount; i++) {
            slots.add(new Slot(i, contextTokens));
        }
    }

    /** Goes on until the thread is interrupted. */
    void run() throws InterruptedException {
        while (true) {
            boolean idle = slots.stream().allMatch(slot -> slot.answer() == null);
            ChildCommand command = idle ? commands.poll(ALIVE_NANOS, TimeUnit.NANOSECONDS) : commands.poll();
            while (command != null) {
                take(command);
                command = commands.poll();
            }
            if (System.nanoTime() - aliveAt > ALIVE_NANOS) {
                aliveAt = System.nanoTime();
                events.tell(ChildEvent.of(ChildEvent.Kind.alive, ""));
            }
            step();
        }
    }

    private void take(ChildCommand command) {
        if (command.run() != null) {
            waiting.add(command);
            beginWaiting();
            return;
        }
        if (waiting.removeIf(it -> it.id() == command.id())) {
            events.tell(ChildEvent.end(command.id(), "cancelled", 0, 0));
        }
        for (Slot slot : slots) {
            Answer answer = slot.answer();
            if (answer != null && answer.id() == command.id()) {
                events.tell(answer.ended("cancelled"));
                slot.free(steps);
            }
        }
        beginWaiting();
    }

    private void beginWaiting() {
        while (!waiting.isEmpty() && slots.stream().anyMatch(slot -> slot.answer() == null)) {
            begin(waiting.remove());
        }
    }

    private void begin(ChildCommand command) {
        ChildRun run = command.run();
        if (run == null) {
            return;
        }
        int[] prompt = model.tokenize(run.text());
        if (prompt.length == 0 || prompt.length >= contextTokens) {
            events.tell(ChildEvent.failed(
                    command.id(),
                    ItemError.context_length_exceeded.name(),
                    "the prompt has " + prompt.length + " tokens, allowed are 1.." + (contextTokens - 1),
                    false));
            return;
        }
        Sampler sampler;
        try {
            sampler = new Sampler(model, samplers, run);
        } catch (LlamaFailed e) {
            events.tell(ChildEvent.failed(
                    command.id(), ItemError.engine_error.name(), String.valueOf(e.getMessage()), false));
            return;
        }
        int tokensMax = Math.min(run.maxTokens(), contextTokens - prompt.length);
        slots.stream()
                .filter(slot -> slot.answer() == null)
                .max(Comparator.<Slot>comparingInt(slot -> slot.common(prompt))
                        .thenComparingLong(slot -> -slot.freedAt()))
                .orElseThrow()
                .begin(new Answer(command.id(), run, prompt, tokensMax, sampler), model);
    }

    private void step() {
        batch.clear();
        int[] places = new int[slots.size()];
        boolean beside = false;
        for (int i = 0; i < places.length; i++) {
            Slot slot = slots.get(i);
            places[i] = -1;
            if (slot.answer() != null && slot.generates()) {
                places[i] = slot.addNext(batch);
                beside = true;
            }
        }
        int room = beside ? PROMPT_TOKENS_BESIDE : PROMPT_TOKENS_ALONE;
        for (int i = 0; i < places.length && room > 0; i++) {
            Slot slot = slots.get(i);
            Answer answer = slot.answer();
            if (answer != null && !slot.generates()) {
                int before = batch.size();
                places[i] = slot.addPrompt(batch, answer, room);
                room -= batch.size() - before;
            }
        }
        if (batch.size() == 0) {
            return;
        }
        steps++;
        if (decoded()) {
            sample(places);
        } else {
            failAll();
        }
        beginWaiting();
    }

    private void sample(int[] places) {
        for (int i = 0; i < places.length; i++) {
            Slot slot = slots.get(i);
            Answer answer = slot.answer();
            if (answer != null && places[i] >= 0) {
                int token = answer.step(model, places[i], events);
                if (token < 0) {
                    slot.free(steps);
                } else {
                    slot.next(token);
                }
            }
        }
    }

    private boolean decoded() {
        int result = model.decode(batch.struct());
        if (result == 1) {
            // No place for so many tokens in a row: what nobody needs goes, and the holes.
            slots.stream().filter(slot -> slot.answer() == null).forEach(slot -> slot.clear(model));
            model.closeHoles();
            result = model.decode(batch.struct());
        }
        return result == 0;
    }

    private void failAll() {
        for (Slot slot : slots) {
            Answer answer = slot.answer();
            if (answer != null) {
                events.tell(ChildEvent.failed(
                        answer.id(), ItemError.engine_error.name(), "llama.cpp could not make the next step", true));
                slot.free(steps);
            }
            slot.clear(model);
        }
    }
}
