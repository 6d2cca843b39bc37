package io.waybill.models.token;

/** The tokens of one text, special tokens included, neither padded nor truncated. */
public final class TokenIds {

    private final long[] ids;

    TokenIds(long[] ids) {
        this.ids = ids;
    }

    /** {@return how many} */
    public int count() {
        return ids.length;
    }

    /** Copies the ids to {@code target} from {@code offset}. */
    public void copyTo(long[] target, int offset) {
        System.arraycopy(ids, 0, target, offset, ids.length);
    }
}
