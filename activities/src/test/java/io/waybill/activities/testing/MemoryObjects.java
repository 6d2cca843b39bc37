package io.waybill.activities.testing;

import io.waybill.storage.hash.Sha256;
import io.waybill.storage.object.ObjectNotFound;
import io.waybill.storage.object.ObjectStore;
import io.waybill.storage.object.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Objects in a map, for tests that make very many of them and are not about the store. */
final class MemoryObjects implements ObjectStore {

    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();

    @Override
    public StoredObject put(String key, InputStream content, String contentType) throws IOException {
        return put(key, content.readAllBytes(), contentType);
    }

    @Override
    public StoredObject put(String key, byte[] content, String contentType) {
        objects.put(key, content.clone());
        return new StoredObject(key, content.length, Sha256.hex(content));
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content, String contentType) {
        return objects.putIfAbsent(key, content.clone()) == null;
    }

    @Override
    public InputStream open(String key) throws IOException {
        return new ByteArrayInputStream(find(key));
    }

    @Override
    public InputStream open(String key, long offset, long length) throws IOException {
        byte[] content = find(key);
        return new ByteArrayInputStream(content, (int) Math.min(offset, content.length), (int) length);
    }

    @Override
    public byte[] read(String key, long offset, int length) throws IOException {
        byte[] content = find(key);
        if (offset + length > content.length) {
            throw new IOException("object " + key + " ends at " + content.length);
        }
        return Arrays.copyOfRange(content, (int) offset, (int) offset + length);
    }

    @Override
    public Optional<Long> length(String key) {
        return Optional.ofNullable(objects.get(key)).map(content -> (long) content.length);
    }

    @Override
    public void delete(String key) {
        objects.remove(key);
    }

    @Override
    public void close() {
        objects.clear();
    }

    private byte[] find(String key) throws ObjectNotFound {
        byte[] content = objects.get(key);
        if (content == null) {
            throw new ObjectNotFound(key);
        }
        return content;
    }
}
