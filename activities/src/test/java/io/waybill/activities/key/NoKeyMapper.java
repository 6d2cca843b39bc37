package io.waybill.activities.key;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Fails where it is asked anything. */
final class NoKeyMapper implements KeyMapper {

    @Override
    public int insert(KeyRow key) {
        throw new AssertionError("a row was inserted");
    }

    @Override
    public int upsert(KeyRow key) {
        throw new AssertionError("a row was written");
    }

    @Override
    public Optional<KeyRow> find(String id) {
        throw new AssertionError("the database was asked");
    }

    @Override
    public int revoke(UUID accountId, String id, Instant now) {
        throw new AssertionError("a key was revoked");
    }

    @Override
    public int revokeOthers(UUID accountId, String name, String id, Instant now) {
        throw new AssertionError("keys were revoked");
    }
}
