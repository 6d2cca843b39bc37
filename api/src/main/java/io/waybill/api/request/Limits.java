package io.waybill.api.request;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Calls of an expensive kind that one process serves at a time.
 *
 * @param uploads each holds one part of a multipart upload to the object store, about 10 MiB
 * @param downloads each holds one connection to the object store
 * @param submissions each holds a body of up to 2 MiB and its lines
 * @param embeddings each holds inputs and vectors, and a place in a worker's queue
 */
@ConfigurationProperties("waybill.limits")
public record Limits(
        @DefaultValue("16") int uploads,
        @DefaultValue("64") int downloads,
        @DefaultValue("32") int submissions,
        @DefaultValue("128") int embeddings) {}
