package io.waybill.api.operator;

import io.waybill.activities.id.Ids;
import io.waybill.activities.key.Caller;
import io.waybill.activities.operator.Acts;
import io.waybill.activities.operator.Operator;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Notes what operators do with credentials, their own and others', in the trail of administrative acts: in the same
 * transaction, so neither is there without the other. What clients do with their own is done and not noted.
 */
@Component
public final class CredentialActs {

    private final Acts acts;
    private final Clock clock;

    CredentialActs(Acts acts, Clock clock) {
        this.acts = acts;
        this.clock = clock;
    }

    /**
     * {@return what {@code work} answers}
     *
     * @param act such as {@code create_key}
     * @param accountId whose credential it is; null where it is the platform's
     * @param details never a secret
     */
    public <T> T perform(
            Caller caller,
            String act,
            @Nullable UUID accountId,
            Supplier<T> work,
            Function<T, Map<String, String>> details) {
        if (!caller.isAdmin()) {
            return work.get();
        }
        return acts.perform(
                new Operator(caller.accountId(), caller.keyId()),
                new Acts.Description(act + ":" + Ids.next(clock), act, accountId, ""),
                work,
                details);
    }

    /** Does something that answers nothing. */
    public void perform(
            Caller caller, String act, @Nullable UUID accountId, Runnable work, Map<String, String> details) {
        perform(
                caller,
                act,
                accountId,
                () -> {
                    work.run();
                    return details;
                },
                done -> done);
    }
}
