package io.waybill.api.idempotency;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A call that an {@code Idempotency-Key} makes happen once: the generated document says that it takes the header. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface TakesIdempotencyKey {

    /** {@return what the document says of the header} */
    String description() default "Makes the call happen once: the same answer for the same key, for 7 days";
}
