package io.waybill.standalone.part;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/** Runs another class's main and ends the process at once when its parent has gone. */
public final class Child {

    private static final int PARENT_GONE = 3;

    private Child() {}

    /** Runs the main of the class that the first argument names, with the other arguments. */
    public static void main(String[] arguments) throws Throwable {
        Thread.ofPlatform().name("parent-watch").daemon().start(Child::endWithParent);
        Method main = Class.forName(arguments[0]).getMethod("main", String[].class);
        try {
            main.invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    // The parent holds the other end of standard input and never writes; the end of input is the end of the parent.
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nobody writes here; whatever comes says nothing.
            }
        } catch (IOException _) {
            // As good as its end.
        }
        // The object store lived in the parent: there is nothing left to end in good order with.
        Runtime.getRuntime().halt(PARENT_GONE);
    }
}
