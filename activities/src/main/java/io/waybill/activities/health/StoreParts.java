package io.waybill.activities.health;

import io.waybill.storage.object.ObjectStore;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The stores. */
@Configuration(proxyBeanMethods = false)
class StoreParts {

    private static final int SECONDS_MAX = 1;
    private static final String NO_OBJECT = "readyz";

    @Bean
    Part postgres(DataSource database) {
        return part("postgres", () -> {
            try (var connection = database.getConnection()) {
                if (!connection.isValid(SECONDS_MAX)) {
                    throw new SQLException("the connection is not valid");
                }
            }
        });
    }

    @Bean
    Part objectStorePart(ObjectStore objects) {
        return part("s3", () -> objects.length(NO_OBJECT));
    }

    private static Part part(String name, Check check) {
        return new Part() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void check() throws Exception {
                check.run();
            }
        };
    }

    @FunctionalInterface
    private interface Check {
        void run() throws Exception;
    }
}
