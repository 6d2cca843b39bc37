package io.waybill.activities.database;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.ibatis.mapping.ResultFlag;
import org.apache.ibatis.mapping.ResultMap;
import org.apache.ibatis.mapping.ResultMapping;
import org.apache.ibatis.session.Configuration;

/**
 * Maps records by their components' names, once for each statement: {@code errorCode} is the column {@code error_code}.
 * MyBatis' own mapping compares each name with each column again in each row, which was a seventh of a busy process's
 * time.
 */
final class RecordConfiguration extends Configuration {

    private static final Pattern CAPITAL = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    @Override
    public void addResultMap(ResultMap map) {
        super.addResultMap(isPlainRecord(map) ? byComponents(map) : map);
    }

    /** Not one that a handler reads from a single column, nor one whose statement says what is where. */
    private boolean isPlainRecord(ResultMap map) {
        return map.getType().isRecord()
                && map.getResultMappings().isEmpty()
                && map.getDiscriminator() == null
                && !getTypeHandlerRegistry().hasTypeHandler(map.getType());
    }

    private ResultMap byComponents(ResultMap map) {
        List<ResultMapping> mappings = Arrays.stream(map.getType().getRecordComponents())
                .map(this::mapping)
                .toList();
        // MyBatis adds to the list that it is given.
        return new ResultMap.Builder(this, map.getId(), map.getType(), new ArrayList<>(mappings), false).build();
    }

    private ResultMapping mapping(RecordComponent component) {
        return new ResultMapping.Builder(this, component.getName(), column(component.getName()), component.getType())
                .flags(List.of(ResultFlag.CONSTRUCTOR))
                .build();
    }

    /** {@return the column's name for a component's} */
    static String column(String component) {
        return CAPITAL.matcher(component).replaceAll("_").toLowerCase(Locale.ROOT);
    }
}
