package io.waybill.standalone.client;

/** Whether somebody looks at the output. */
public final class Terminal {

    private Terminal() {}

    /** {@return whether standard input and output are a terminal that moves its cursor} */
    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again where there is no terminal
    public static boolean isThere() {
        var console = System.console();
        String kind = System.getenv("TERM");
        return console != null && console.isTerminal() && kind != null && !kind.equals("dumb");
    }
}
