package io.waybill.activities.health;

/** A part that the API cannot work without. */
public interface Part {

    /** {@return its name, such as {@code postgres}} */
    String name();

    /** Asks it; throws where it does not answer. */
    void check() throws Exception;
}
