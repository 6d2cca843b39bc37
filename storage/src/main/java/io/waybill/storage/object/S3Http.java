package io.waybill.storage.object;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** The HTTP side of the object store, with its bounds. */
record S3Http(OkHttpClient client, ExecutorService executor) implements AutoCloseable {

    /** More would only queue up in the server: a part is 8 MiB, and 64 of them are in flight. */
    static final int REQUESTS_MAX = 64;

    /** Idle connections kept: as many as a worker's steady state uses, not as many as a burst. */
    static final int IDLE_CONNECTIONS_MAX = 16;

    /** The server is near: who does not answer by then is away, and the next try may reach another. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Between two reads or writes, not for a whole object: long objects take as long as they take. */
    static final Duration IO_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

    static S3Http open() {
        var executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("s3-", 0).factory());
        var dispatcher = new Dispatcher(executor);
        dispatcher.setMaxRequests(REQUESTS_MAX);
        dispatcher.setMaxRequestsPerHost(REQUESTS_MAX);
        var client = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectionPool(new ConnectionPool(IDLE_CONNECTIONS_MAX, KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS))
                .connectTimeout(CONNECT_TIMEOUT)
                .readTimeout(IO_TIMEOUT)
                .writeTimeout(IO_TIMEOUT)
                // S3 servers speak HTTP/1.1 on plain ports; one request a connection keeps large bodies apart.
                .protocols(List.of(Protocol.HTTP_1_1))
                .build();
        return new S3Http(client, executor);
    }

    @Override
    public void close() {
        client.dispatcher().cancelAll();
        executor.shutdownNow();
        client.connectionPool().evictAll();
    }
}
