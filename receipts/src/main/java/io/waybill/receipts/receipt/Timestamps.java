package io.waybill.receipts.receipt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.time.DateTimeException;
import java.time.Instant;

/** Moments as receipts write them: {@code 2026-11-22T17:42:41.123Z}, always UTC and always with milliseconds. */
final class Timestamps {

    private static final int MILLION = 1_000_000;
    private static final long SECONDS_MAX =
            Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    private Timestamps() {}

    static Instant check(String name, Instant moment) {
        requireNonNull(moment, name);
        if (moment.getNano() % MILLION != 0 || moment.getEpochSecond() < 0 || moment.getEpochSecond() > SECONDS_MAX) {
            throw new IllegalArgumentException(
                    "%s: %s, whole milliseconds from 1970 to 9999 are allowed".formatted(name, moment));
        }
        return moment;
    }

    /**
     * Writes a moment with its quotes. The calendar is that of Hinnant, "chrono-Compatible Low-Level Date Algorithms".
     */
    static void write(ByteWriter out, Instant moment) {
        long seconds = moment.getEpochSecond();
        long days = seconds / 86_400;
        int ofDay = (int) (seconds % 86_400);
        long shifted = days + 719_468;
        long era = shifted / 146_097;
        long dayOfEra = shifted % 146_097;
        long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long monthFromMarch = (5 * dayOfYear + 2) / 153;
        long month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        out.add('"');
        out.padded(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4);
        out.add('-');
        out.padded(month, 2);
        out.add('-');
        out.padded(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1, 2);
        out.add('T');
        out.padded(ofDay / 3600, 2);
        out.add(':');
        out.padded(ofDay / 60 % 60, 2);
        out.add(':');
        out.padded(ofDay % 60, 2);
        out.add('.');
        out.padded(moment.getNano() / MILLION, 3);
        out.ascii("Z\"");
    }

    static String write(Instant moment) {
        ByteWriter out = new ByteWriter(32);
        write(out, moment);
        String quoted = new String(out.toBytes(), US_ASCII);
        return quoted.substring(1, quoted.length() - 1);
    }

    static Instant read(String name, String text) {
        try {
            Instant moment = Instant.parse(text);
            if (write(check(name, moment)).equals(text)) {
                return moment;
            }
        } catch (DateTimeException e) {
            throw new NotCanonical("%s: '%s' is no moment".formatted(name, text));
        }
        throw new NotCanonical("%s: '%s' is not written as 2026-01-31T23:59:59.999Z".formatted(name, text));
    }
}
