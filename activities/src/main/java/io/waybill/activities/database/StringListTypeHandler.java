package io.waybill.activities.database;

import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.apache.ibatis.type.BaseTypeHandler;
import org.apache.ibatis.type.JdbcType;
import org.jspecify.annotations.Nullable;

/** Maps {@code text[]} to a list of strings. */
final class StringListTypeHandler extends BaseTypeHandler<List<String>> {

    @Override
    public void setNonNullParameter(PreparedStatement statement, int index, List<String> list, @Nullable JdbcType type)
            throws SQLException {
        statement.setArray(index, statement.getConnection().createArrayOf("text", list.toArray()));
    }

    @Override
    public @Nullable List<String> getNullableResult(ResultSet rows, String column) throws SQLException {
        return of(rows.getArray(column));
    }

    @Override
    public @Nullable List<String> getNullableResult(ResultSet rows, int column) throws SQLException {
        return of(rows.getArray(column));
    }

    @Override
    public @Nullable List<String> getNullableResult(CallableStatement call, int column) throws SQLException {
        return of(call.getArray(column));
    }

    private static @Nullable List<String> of(@Nullable Array array) throws SQLException {
        return array == null ? null : List.of((String[]) array.getArray());
    }
}
