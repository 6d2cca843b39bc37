package io.waybill.activities.ledger;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ibatis.executor.Executor;
import org.apache.ibatis.mapping.MappedStatement;
import org.apache.ibatis.plugin.Interceptor;
import org.apache.ibatis.plugin.Intercepts;
import org.apache.ibatis.plugin.Invocation;
import org.apache.ibatis.plugin.Signature;
import org.apache.ibatis.session.ResultHandler;
import org.apache.ibatis.session.RowBounds;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Makes transactions of the calling thread fail at a chosen point: before or after any of their statements, before the
 * commit, and after it, when the work is done and nobody hears of it. Sees each statement that MyBatis runs.
 */
@Intercepts({
    @Signature(
            type = Executor.class,
            method = "update",
            args = {MappedStatement.class, Object.class}),
    @Signature(
            type = Executor.class,
            method = "query",
            args = {MappedStatement.class, Object.class, RowBounds.class, ResultHandler.class})
})
final class Failpoints implements Interceptor {

    private static final int PATIENCE_MILLIS = 5_000;

    private static final ThreadLocal<Plan> PLANS = new ThreadLocal<>();
    private static final ThreadLocal<Connection> KILLERS = new ThreadLocal<>();
    private final TestDatabase database;

    /** Points that were passed, with what was let happen there how often. */
    private final ConcurrentHashMap<String, ConcurrentHashMap<Kind, AtomicInteger>> points = new ConcurrentHashMap<>();

    Failpoints(TestDatabase database) {
        this.database = database;
    }

    /** {@return points by name, each with how often it failed in which way} */
    ConcurrentHashMap<String, ConcurrentHashMap<Kind, AtomicInteger>> points() {
        return points;
    }

    /**
     * Lets this thread's next transaction fail: at the first point that has not failed so before, or else after a
     * countdown.
     *
     * @param name of the operation
     * @param countdown how many points are passed before; the operation succeeds where it has fewer
     */
    void arm(String name, int countdown, Kind kind) {
        PLANS.set(new Plan(name, countdown, kind, true));
    }

    /** Only notes the points that are passed. */
    void watch(String name) {
        PLANS.set(new Plan(name, Integer.MAX_VALUE, Kind.EXCEPTION, false));
    }

    /** {@return whether something failed since {@link #arm}, which ends here} */
    boolean disarm() {
        Plan plan = requireNonNull(PLANS.get(), "arm first");
        PLANS.remove();
        return plan.fired;
    }

    /** Closes what this thread needed. */
    void close() {
        Connection killer = KILLERS.get();
        KILLERS.remove();
        try {
            if (killer != null) {
                killer.close();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public @Nullable Object intercept(Invocation call) throws Throwable {
        Plan plan = PLANS.get();
        if (plan == null || !TransactionSynchronizationManager.isActualTransactionActive()) {
            return call.proceed();
        }
        if (!plan.synchronised) {
            plan.synchronised = true;
            TransactionSynchronizationManager.registerSynchronization(new Ends(plan));
        }
        String statement = ((MappedStatement) call.getArgs()[0]).getId();
        String shortName = statement.substring(statement.lastIndexOf('.', statement.lastIndexOf('.') - 1) + 1);
        plan.connection = ((Executor) call.getTarget()).getTransaction().getConnection();
        pass(plan, "before " + shortName);
        Object answer = call.proceed();
        pass(plan, "after " + shortName);
        return answer;
    }

    private void pass(Plan plan, String where) throws SQLException {
        String point = plan.name + ": " + where;
        var fired = points.computeIfAbsent(point, _ -> new ConcurrentHashMap<>());
        if (!plan.isDue(fired)) {
            return;
        }
        plan.fired = true;
        fired.computeIfAbsent(plan.kind, _ -> new AtomicInteger()).incrementAndGet();
        switch (plan.kind) {
            case EXCEPTION -> throw new Failed(point);
            case SERIALIZATION -> {
                try (Statement statement = requireNonNull(plan.connection).createStatement()) {
                    statement.execute("DO $$ BEGIN RAISE 'failpoint' USING ERRCODE = 'serialization_failure'; END $$");
                }
            }
            case CONNECTION -> kill(requireNonNull(plan.connection));
        }
    }

    private void kill(Connection victim) throws SQLException {
        Connection killer = KILLERS.get();
        if (killer == null) {
            killer = database.connect();
            KILLERS.set(killer);
        }
        try (PreparedStatement kill = killer.prepareStatement("SELECT pg_terminate_backend(?, ?)")) {
            kill.setInt(1, victim.unwrap(PGConnection.class).getBackendPID());
            kill.setInt(2, PATIENCE_MILLIS);
            kill.execute();
        }
    }

    /** How it fails. */
    enum Kind {
        /** Our own code throws. */
        EXCEPTION,
        /** The database refuses the transaction. */
        SERIALIZATION,
        /** The database ends the connection. */
        CONNECTION
    }

    /** Thrown by a failpoint. */
    static final class Failed extends RuntimeException {

        private static final long serialVersionUID = 1;

        Failed(String point) {
            super("failpoint " + point);
        }
    }

    private final class Ends implements TransactionSynchronization {

        private final Plan plan;

        Ends(Plan plan) {
            this.plan = plan;
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            try {
                pass(plan, "before commit");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void afterCommit() {
            // Whatever the kind is: it is committed, and the caller hears of a failure.
            var fired = points.computeIfAbsent(plan.name + ": after commit", _ -> new ConcurrentHashMap<>());
            if (plan.isDue(fired)) {
                plan.fired = true;
                fired.computeIfAbsent(plan.kind, _ -> new AtomicInteger()).incrementAndGet();
                throw new Failed(plan.name + ": after commit");
            }
        }
    }

    private static final class Plan {

        private final String name;
        private final Kind kind;
        private final boolean armed;
        private int countdown;
        private boolean fired;
        private boolean synchronised;
        private @Nullable Connection connection; // null before the first statement

        Plan(String name, int countdown, Kind kind, boolean armed) {
            this.name = name;
            this.countdown = countdown;
            this.kind = kind;
            this.armed = armed;
        }

        boolean isDue(ConcurrentHashMap<Kind, AtomicInteger> past) {
            return armed && !fired && (countdown-- == 0 || !past.containsKey(kind));
        }
    }
}
