package io.waybill.activities.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** A random sequence of operations, the same for the same seed. */
final class Sequence {

    private static final int NAMES = 3;
    private static final int SLOTS = 2;
    private static final int WAVES = 3;
    private static final int ITEMS_MAX = 6;
    private static final int OPERATIONS_MIN = 3;
    private static final int OPERATIONS_MAX = 12;

    private final SplittableRandom random;

    private Sequence(long seed) {
        this.random = new SplittableRandom(seed);
    }

    static List<Operation> of(long seed) {
        var sequence = new Sequence(seed);
        List<Operation> operations = new ArrayList<>();
        operations.add(new Operation.TopUp(0, sequence.random.nextInt(2 * ITEMS_MAX)));
        operations.add(sequence.submit(0));
        int size = sequence.random.nextInt(OPERATIONS_MIN, OPERATIONS_MAX + 1);
        while (operations.size() < size) {
            operations.add(sequence.next(operations));
        }
        operations.add(new Operation.Read(0));
        return operations;
    }

    /** {@return the shortest sequence found that still {@code fails}, by leaving out operations one by one} */
    static List<Operation> shrink(List<Operation> operations, Predicate<List<Operation>> fails) {
        List<Operation> shortest = operations;
        for (int i = shortest.size() - 1; i >= 0; i--) {
            List<Operation> shorter = new ArrayList<>(shortest);
            shorter.remove(i);
            if (fails.test(shorter)) {
                shortest = shorter;
                i = shortest.size();
            }
        }
        return shortest;
    }

    private Operation next(List<Operation> before) {
        int slot = random.nextInt(4) == 0 ? 1 : 0;
        int chunk = random.nextInt(ITEMS_MAX);
        int wave = random.nextInt(WAVES);
        return switch (random.nextInt(16)) {
            case 0 -> new Operation.TopUp(random.nextInt(NAMES), 1 + random.nextInt(ITEMS_MAX));
            case 1 -> new Operation.Charge(random.nextInt(NAMES), 1 + random.nextInt(2));
            case 2 -> new Operation.GiveBack(random.nextInt(NAMES));
            case 3 -> submit(random.nextInt(SLOTS));
            case 4, 5, 6 -> new Operation.Run(slot, chunk, wave, bits(50), bits(25));
            case 7, 8 -> new Operation.RunAll(slot, wave, bits(75), bits(25));
            case 9 -> new Operation.Abandon(slot, chunk, wave, bits(50));
            case 10 -> new Operation.Cancel(slot, random.nextInt(3) > 0);
            case 11 -> new Operation.Expire(slot);
            case 12, 13 -> new Operation.Complete(slot);
            default -> before.get(random.nextInt(before.size()));
        };
    }

    private Operation submit(int slot) {
        boolean bad = random.nextInt(5) == 0;
        int items = random.nextInt(bad ? 0 : 1, ITEMS_MAX + 1);
        var shape = new Operation.Shape(
                items,
                bad ? random.nextInt(items + 1) : -1,
                random.nextInt(4) > 0,
                random.nextInt(2) == 0 ? 1 : 2 + random.nextInt(2));
        return new Operation.Submit(slot, shape, random.nextInt(6) == 0 ? random.nextInt(2) : 2);
    }

    /** {@return a bit for each item, set in {@code percent} of 100 cases} */
    private int bits(int percent) {
        int bits = 0;
        for (int i = 0; i < ITEMS_MAX; i++) {
            bits |= random.nextInt(100) < percent ? 1 << i : 0;
        }
        return bits;
    }
}
