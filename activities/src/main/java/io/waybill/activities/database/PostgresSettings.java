package io.waybill.activities.database;

import io.waybill.activities.secret.Secrets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the database is. {@link #toString} hides the password.
 *
 * @param url JDBC URL, {@code jdbc:postgresql://host:port/database}
 * @param user role that the process logs in as; it owns nothing
 * @param password null where {@code passwordFile} has it
 * @param passwordFile null where {@code password} is set
 * @param owner null where another process migrates the schema, for which this one waits
 * @param poolSize most connections of this process for the work of all accounts, and as many for clients' requests,
 *     1..200
 */
@ConfigurationProperties("waybill.postgres")
record PostgresSettings(
        String url,
        String user,
        @Nullable String password,
        @Nullable Path passwordFile,
        @Nullable Owner owner,
        @DefaultValue("16") int poolSize) {

    private static final int POOL_SIZE_MAX = 200;

    @SuppressWarnings("NullAway") // the binder passes null for what is not set
    PostgresSettings {
        if (url == null || !url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("waybill.postgres.url must be jdbc:postgresql://host:port/database");
        }
        if (user == null || user.isBlank()) {
            throw new IllegalArgumentException("waybill.postgres.user is not set");
        }
        if (poolSize < 1 || poolSize > POOL_SIZE_MAX) {
            throw new IllegalArgumentException(
                    "waybill.postgres.pool-size is " + poolSize + ", allowed are 1.." + POOL_SIZE_MAX);
        }
        password = Secrets.required("waybill.postgres.password", password, passwordFile);
        passwordFile = null;
        if (owner != null && user.equals(owner.user())) {
            throw new IllegalArgumentException("waybill.postgres.user and waybill.postgres.owner.user are both " + user
                    + "; the process must log in as a role that owns nothing");
        }
    }

    @Override
    public String toString() {
        return "PostgresSettings[url=" + url + ", user=" + user + ", owner=" + owner + ", poolSize=" + poolSize + "]";
    }

    /**
     * The login of migrations, used for nothing else. {@link #toString} hides the password.
     *
     * @param user role that owns the schema
     * @param password null where {@code passwordFile} has it
     * @param passwordFile null where {@code password} is set
     */
    record Owner(
            String user,
            @Nullable String password,
            @Nullable Path passwordFile) {

        @SuppressWarnings("NullAway") // the binder passes null for what is not set
        Owner {
            if (user == null || user.isBlank()) {
                throw new IllegalArgumentException("waybill.postgres.owner.user is not set");
            }
            password = Secrets.required("waybill.postgres.owner.password", password, passwordFile);
            passwordFile = null;
        }

        @Override
        public String toString() {
            return "Owner[user=" + user + "]";
        }
    }
}
