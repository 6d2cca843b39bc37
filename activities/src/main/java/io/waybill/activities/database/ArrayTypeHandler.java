package io.waybill.activities.database;

import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.apache.ibatis.type.BaseTypeHandler;
import org.apache.ibatis.type.JdbcType;
import org.apache.ibatis.type.TypeHandlerRegistry;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Passes Java arrays as parameters, for {@code unnest} and {@code ANY}. Columns are not read with it. */
final class ArrayTypeHandler<T> extends BaseTypeHandler<T> {

    private final String elementType;

    private ArrayTypeHandler(String elementType) {
        this.elementType = elementType;
    }

    static void registerAll(TypeHandlerRegistry handlers) {
        handlers.register(short[].class, new ArrayTypeHandler<short[]>("int2"));
        handlers.register(int[].class, new ArrayTypeHandler<int[]>("int4"));
        handlers.register(long[].class, new ArrayTypeHandler<long[]>("int8"));
        handlers.register(String[].class, new ArrayTypeHandler<String[]>("text"));
        handlers.register(UUID[].class, new ArrayTypeHandler<UUID[]>("uuid"));
        handlers.register(byte[][].class, new ArrayTypeHandler<byte[][]>("bytea"));
    }

    @Override
    public void setNonNullParameter(PreparedStatement statement, int index, T array, @Nullable JdbcType type)
            throws SQLException {
        PGConnection connection = statement.getConnection().unwrap(PGConnection.class);
        statement.setArray(index, connection.createArrayOf(elementType, array));
    }

    @Override
    public @Nullable T getNullableResult(ResultSet rows, String column) {
        throw new UnsupportedOperationException("arrays are parameters only: " + column);
    }

    @Override
    public @Nullable T getNullableResult(ResultSet rows, int column) {
        throw new UnsupportedOperationException("arrays are parameters only: " + column);
    }

    @Override
    public @Nullable T getNullableResult(CallableStatement call, int column) {
        throw new UnsupportedOperationException("arrays are parameters only: " + column);
    }
}
