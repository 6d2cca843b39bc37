package io.waybill.activities.file;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of files.
 *
 * @param sizeMax longest upload, 1 byte to {@link Files#BYTES_MAX}
 */
@ConfigurationProperties("waybill.file")
record FileSettings(@DefaultValue("512MB") DataSize sizeMax) {

    FileSettings {
        if (sizeMax.toBytes() < 1 || sizeMax.toBytes() > Files.BYTES_MAX) {
            throw new IllegalArgumentException(
                    "waybill.file.size-max is " + sizeMax + ", allowed are 1B.." + DataSize.ofBytes(Files.BYTES_MAX));
        }
    }
}
