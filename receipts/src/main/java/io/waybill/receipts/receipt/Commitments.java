package io.waybill.receipts.receipt;

import static io.waybill.receipts.receipt.Fields.checkHash;

import org.jspecify.annotations.Nullable;

/**
 * What a receipt says of content without showing it: a {@link Commitment} each, in hexadecimal.
 *
 * @param input of what was asked; null where there was none to see
 * @param output of what was answered; null where nothing was
 * @param parameters of how it was to be computed; null where there are none
 */
public record Commitments(
        @Nullable String input,
        @Nullable String output,
        @Nullable String parameters) {

    /** No content at all. */
    public static final Commitments NONE = new Commitments(null, null, null);

    /** Checks the fields. */
    public Commitments {
        if (input != null) {
            checkHash("commitments.input", input);
        }
        if (output != null) {
            checkHash("commitments.output", output);
        }
        if (parameters != null) {
            checkHash("commitments.parameters", parameters);
        }
    }

    /** {@return the commitment of a kind of content, or null if the receipt has none} */
    public @Nullable String of(Commitment.Kind kind) {
        return switch (kind) {
            case INPUT -> input;
            case OUTPUT -> output;
            case PARAMETERS -> parameters;
        };
    }
}
