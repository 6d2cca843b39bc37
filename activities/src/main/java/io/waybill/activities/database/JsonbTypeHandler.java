package io.waybill.activities.database;

import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.apache.ibatis.type.BaseTypeHandler;
import org.apache.ibatis.type.JdbcType;
import org.jspecify.annotations.Nullable;

/** Maps {@code jsonb} to {@link Jsonb}. */
final class JsonbTypeHandler extends BaseTypeHandler<Jsonb> {

    @Override
    public void setNonNullParameter(PreparedStatement statement, int index, Jsonb json, @Nullable JdbcType type)
            throws SQLException {
        statement.setObject(index, json.text(), Types.OTHER);
    }

    @Override
    public @Nullable Jsonb getNullableResult(ResultSet rows, String column) throws SQLException {
        return of(rows.getString(column));
    }

    @Override
    public @Nullable Jsonb getNullableResult(ResultSet rows, int column) throws SQLException {
        return of(rows.getString(column));
    }

    @Override
    public @Nullable Jsonb getNullableResult(CallableStatement call, int column) throws SQLException {
        return of(call.getString(column));
    }

    private static @Nullable Jsonb of(@Nullable String text) {
        return text == null ? null : new Jsonb(text);
    }
}
