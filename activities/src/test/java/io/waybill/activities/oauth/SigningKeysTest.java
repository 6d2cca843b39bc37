package io.waybill.activities.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.testing.EarlierSealing;
import io.waybill.activities.testing.TestActivities;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SigningKeysTest {

    private static final String PEPPER = "pepper of the signing keys' test, long enough";

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities().with("waybill.key.pepper", PEPPER);

    private final SealedSigningKeys keys = ACTIVITIES.bean(SealedSigningKeys.class);

    @Test
    void storesNoPrivateKey() throws SQLException {
        byte[] plain = keys.current().privateKey().getEncoded();

        assertThat(column("SELECT encode(private_key, 'hex') FROM oauth_signing_key WHERE state = 'current'"))
                .doesNotContain(HexFormat.of().formatHex(plain).substring(0, 64));
        assertThat(column("SELECT count(*) FROM oauth_signing_key WHERE pepper_version IS NOT NULL"))
                .isEqualTo("0");
    }

    @Test
    void sealsAnewWhatAnEarlierVersionSealedUnderThePepper() throws SQLException {
        SigningKey key = keys.current();
        byte[] plain = key.privateKey().getEncoded();
        byte[] sealed = EarlierSealing.seal(PEPPER, "oauth_signing_key " + key.id(), plain);
        ACTIVITIES
                .database()
                .execute("UPDATE oauth_signing_key SET pepper_version = 1, private_key = '\\x"
                        + HexFormat.of().formatHex(sealed) + "' WHERE state = 'current'");
        keys.reset();

        SigningKey read = keys.current();

        assertThat(read.id()).isEqualTo(key.id());
        assertThat(read.privateKey().getEncoded()).isEqualTo(plain);
        assertThat(column("SELECT count(*) FROM oauth_signing_key WHERE pepper_version IS NOT NULL"))
                .isEqualTo("0");
        keys.reset();
        assertThat(keys.current().privateKey().getEncoded()).isEqualTo(plain);
    }

    @Test
    void checksTokensAlsoWhereAKeyCannotBeOpened() throws SQLException {
        SigningKey key = keys.current();
        String sealed = column("SELECT encode(private_key, 'hex') FROM oauth_signing_key WHERE state = 'current'");
        String other = column("SELECT encode(private_key, 'hex') FROM oauth_signing_key WHERE state = 'next'");
        put(other);

        assertThat(keys.find(key.id())).isPresent();
        assertThatThrownBy(keys::current).hasMessageContaining("waybill.secret.key");

        put(sealed);
        assertThat(keys.current().id()).isEqualTo(key.id());
    }

    private void put(String sealed) {
        ACTIVITIES
                .database()
                .execute("UPDATE oauth_signing_key SET private_key = '\\x" + sealed + "' WHERE state = 'current'");
        keys.reset();
    }

    private static String column(String query) throws SQLException {
        try (Connection connection = ACTIVITIES.database().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
