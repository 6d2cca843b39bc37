package io.waybill.activities.object;

import io.waybill.storage.object.ObjectStore;
import io.waybill.storage.object.RecentlyRead;
import io.waybill.storage.object.S3ObjectStore;
import java.io.IOException;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Opens the object store. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ObjectStoreSettings.class)
class ObjectStoreConfiguration {

    @Bean(destroyMethod = "close")
    ObjectStore objectStore(ObjectStoreSettings settings) throws IOException {
        S3ObjectStore store = S3ObjectStore.open(settings.toS3Settings());
        try {
            if (settings.createBucket()) {
                store.createBucketIfMissing();
            }
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
        return new RecentlyRead(store);
    }
}
