package io.waybill.activities.ledger;

import java.util.UUID;

/** What may happen to an account's money. Names are few, so that sequences repeat themselves. */
sealed interface LedgerOperation {

    record Credit(int name, long amount) implements LedgerOperation {}

    record Debit(int name, long amount) implements LedgerOperation {}

    record Hold(int batch, long amount) implements LedgerOperation {}

    record Settle(int batch, int chunk, int wave, long captured, long released) implements LedgerOperation {}

    record Release(int batch, long amount) implements LedgerOperation {}

    record Refund(int batch, int name, long amount) implements LedgerOperation {}

    record Charge(int name, long amount) implements LedgerOperation {}

    record GiveBack(int name) implements LedgerOperation {}

    static String reference(UUID account, String what, int name) {
        return what + ":" + account + ":" + name;
    }

    static UUID batch(UUID account, int number) {
        return new UUID(account.getMostSignificantBits(), account.getLeastSignificantBits() ^ (number + 1));
    }
}
