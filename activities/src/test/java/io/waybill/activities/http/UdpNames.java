package io.waybill.activities.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.InitialDirContext;
import org.jspecify.annotations.Nullable;

/**
 * A name server that answers each question for addresses (type A, RFC 1035 section 4) otherwise, with a time to live of
 * 0; and the JDK's own client of it.
 */
final class UdpNames implements NameLookup, AutoCloseable {

    private static final int HEADER_BYTES = 12;
    private static final int PACKET_BYTES_MAX = 512;
    private static final short ANSWER_WITHOUT_ERROR = (short) 0x8180;
    private static final short THE_NAME_OF_THE_QUESTION = (short) 0xC00C;
    private static final short TYPE_A = 1;
    private static final short CLASS_IN = 1;

    private final DatagramSocket socket;
    private final IntFunction<List<String>> script;
    private final AtomicInteger asked = new AtomicInteger();

    private UdpNames(DatagramSocket socket, IntFunction<List<String>> script) {
        this.socket = socket;
        this.script = script;
        Thread.ofPlatform().daemon().name("name-server").start(this::serve);
    }

    /**
     * Serves on a free port of the loopback interface.
     *
     * @param script the addresses that the question of this number, from 0, is answered with; none for no answer at all
     */
    static UdpNames answering(IntFunction<List<String>> script) {
        try {
            return new UdpNames(new DatagramSocket(0, InetAddress.getLoopbackAddress()), script);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return how many questions came} */
    int asked() {
        return asked.get();
    }

    @Override
    @SuppressWarnings({"BanJNDI", "JdkObsolete"
    }) // the JDK's DNS client is behind it, takes a Hashtable, and asks our own server alone
    public List<InetAddress> find(String name) throws UnknownHostException {
        var environment = new Hashtable<String, String>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.put(Context.PROVIDER_URL, "dns://127.0.0.1:" + socket.getLocalPort());
        environment.put("com.sun.jndi.dns.timeout.retries", "1");
        try {
            var context = new InitialDirContext(environment);
            try {
                var found = context.getAttributes(name, new String[] {"A"}).get("A");
                List<InetAddress> addresses = new ArrayList<>();
                for (int i = 0; found != null && i < found.size(); i++) {
                    addresses.add(InetAddress.getAllByName(String.valueOf(found.get(i)))[0]);
                }
                return addresses;
            } finally {
                context.close();
            }
        } catch (NamingException e) {
            var unknown = new UnknownHostException(name);
            unknown.initCause(e);
            throw unknown;
        }
    }

    private void serve() {
        var question = new DatagramPacket(new byte[PACKET_BYTES_MAX], PACKET_BYTES_MAX);
        try {
            while (!socket.isClosed()) {
                question.setLength(PACKET_BYTES_MAX);
                socket.receive(question);
                byte[] answer = answer(question, script.apply(asked.getAndIncrement()));
                if (answer != null) {
                    socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
                }
            }
        } catch (IOException _) {
            // The socket was closed: nobody asks any more.
        }
    }

    private static byte @Nullable [] answer(DatagramPacket question, List<String> addresses)
            throws UnknownHostException {
        if (addresses.isEmpty()) {
            return null;
        }
        byte[] asked = question.getData();
        int end = HEADER_BYTES;
        while (asked[end] != 0) {
            end += asked[end] + 1;
        }
        end += 1 + 2 * Short.BYTES; // the end of the name, type and class
        ByteBuffer answer = ByteBuffer.allocate(PACKET_BYTES_MAX);
        answer.put(asked, 0, 2).putShort(ANSWER_WITHOUT_ERROR);
        answer.putShort((short) 1)
                .putShort((short) addresses.size())
                .putShort((short) 0)
                .putShort((short) 0);
        answer.put(asked, HEADER_BYTES, end - HEADER_BYTES);
        for (String address : addresses) {
            byte[] bytes = InetAddress.getAllByName(address)[0].getAddress();
            answer.putShort(THE_NAME_OF_THE_QUESTION).putShort(TYPE_A).putShort(CLASS_IN);
            answer.putInt(0).putShort((short) bytes.length).put(bytes);
        }
        return Arrays.copyOf(answer.array(), answer.position());
    }

    @Override
    public void close() {
        socket.close();
    }
}
