package io.waybill.activities.receipt;

import java.util.Optional;

/** What receipts say of the program itself. */
final class Engine {

    /** Of the jar; {@code development} where classes are run without one. */
    static final String VERSION = Optional.ofNullable(Engine.class.getPackage().getImplementationVersion())
            .orElse("development");

    private Engine() {}
}
