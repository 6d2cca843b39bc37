package io.waybill.activities.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks a name up once for a connection, and answers its addresses only where each of them may be called: those that
 * were checked are those that are connected to. Thread-safe.
 */
final class CheckedNames implements DnsResolver {

    /** A name server that takes longer does not answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final NameLookup lookup;
    private final Predicate<InetAddress> rule;

    CheckedNames(NameLookup lookup, Predicate<InetAddress> rule) {
        this.lookup = lookup;
        this.rule = rule;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        // Between brackets in a URL, without them for a lookup.
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        List<InetAddress> found = find(name);
        if (found.isEmpty() || !found.stream().allMatch(rule)) {
            throw new AddressRefused(host);
        }
        return found.toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    private List<InetAddress> find(String name) throws UnknownHostException {
        var task = new FutureTask<>(() -> lookup.find(name));
        Thread.ofVirtual().name("name-lookup").start(task);
        try {
            return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            task.cancel(true);
            throw new AddressRefused(name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AddressRefused(name);
        }
    }
}
