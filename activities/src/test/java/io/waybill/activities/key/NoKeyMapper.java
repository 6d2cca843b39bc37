package io.waybill.activities.key;

import java.time.Instant;
import java.util.List;
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
    public Optional<KeyRow> findOrganisation(byte[][] hmacs) {
        throw new AssertionError("the database was asked");
    }

    @Override
    public List<KeyRow> list(UUID accountId) {
        throw new AssertionError("the database was asked");
    }

    @Override
    public long count(UUID accountId) {
        throw new AssertionError("the database was asked");
    }

    @Override
    public long countOthersWithScope(UUID accountId, String scope, String otherThan, Instant now) {
        throw new AssertionError("the database was asked");
    }

    @Override
    public Optional<UUID> lockAccount(UUID accountId) {
        throw new AssertionError("a row was locked");
    }

    @Override
    public int expire(UUID accountId, String id, Instant end) {
        throw new AssertionError("a key was changed");
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
