package io.waybill.activities.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A connection that says for which account it works, without a round trip of its own: it is sent together with the
 * first statement of a transaction, and ends with the transaction. A statement outside of transactions is put into one,
 * since the driver may send the two apart. Where it is not said the session sees no account's rows. Only prepared
 * statements are of use.
 */
final class AccountConnection implements InvocationHandler {

    /** As {@code SET LOCAL}. */
    private static final String ENTER = "SELECT set_config('waybill.account', ?, true);\n";

    private final Connection connection;
    private final UUID account;
    private boolean entered;

    private AccountConnection(Connection connection, UUID account) {
        this.connection = connection;
        this.account = account;
    }

    static Connection of(Connection connection, UUID account) {
        return (Connection) Proxy.newProxyInstance(
                AccountConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new AccountConnection(connection, account));
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a connection equals itself alone
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "prepareStatement" -> arguments == null ? null : prepare(method, arguments);
            case "prepareCall", "createStatement" ->
                throw new SQLException("only prepared statements are made for one account");
            case "commit", "rollback", "setAutoCommit" -> {
                entered = false;
                yield call(connection, method, arguments);
            }
            default -> call(connection, method, arguments);
        };
    }

    private @Nullable Object prepare(Method method, @Nullable Object[] arguments) throws Throwable {
        if (entered) {
            return call(connection, method, arguments);
        }
        boolean alone = connection.getAutoCommit();
        entered = !alone;
        @Nullable Object[] entering = arguments.clone();
        entering[0] = ENTER + arguments[0];
        var both = (PreparedStatement) call(connection, method, entering);
        return Proxy.newProxyInstance(
                AccountConnection.class.getClassLoader(),
                new Class<?>[] {PreparedStatement.class},
                new EnteringStatement(connection, both, account.toString(), alone));
    }

    @SuppressWarnings("NullAway") // reflection takes and gives null where the method does
    private static Object call(Object target, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /**
     * Two statements of which the caller knows the second: its parameters and results are counted from there.
     *
     * @param alone whether it is a transaction of its own; the driver has all rows by then
     */
    private record EnteringStatement(Connection connection, PreparedStatement both, String account, boolean alone)
            implements InvocationHandler {

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            String name = method.getName();
            int count = arguments == null ? 0 : arguments.length;
            if (name.startsWith("set") && count > 1 && method.getParameterTypes()[0] == int.class) {
                return setParameter(method, arguments);
            }
            return switch (name) {
                case "execute" -> execute(count);
                case "executeQuery" -> {
                    execute(count);
                    yield both.getResultSet();
                }
                case "executeUpdate" -> {
                    execute(count);
                    yield both.getUpdateCount();
                }
                case "executeLargeUpdate",
                        "executeBatch",
                        "executeLargeBatch",
                        "addBatch",
                        "getMetaData",
                        "getParameterMetaData" ->
                    throw new SQLException(name + " is not there for statements that are made for one account");
                default -> call(both, method, arguments);
            };
        }

        private @Nullable Object setParameter(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
            if (arguments == null || !(arguments[0] instanceof Integer index)) {
                throw new SQLException("a parameter has an index");
            }
            @Nullable Object[] moved = arguments.clone();
            moved[0] = index + 1;
            return call(both, method, moved);
        }

        private boolean execute(int arguments) throws SQLException {
            if (arguments > 0) {
                throw new SQLException("a prepared statement is executed as it was prepared");
            }
            both.setString(1, account);
            if (!alone) {
                both.execute();
                return both.getMoreResults();
            }
            connection.setAutoCommit(false);
            try {
                both.execute();
                boolean answer = both.getMoreResults();
                connection.commit();
                return answer;
            } catch (SQLException | RuntimeException e) {
                rollBack(e);
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }

        private void rollBack(Exception cause) {
            try {
                connection.rollback();
            } catch (SQLException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
