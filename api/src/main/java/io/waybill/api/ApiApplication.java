package io.waybill.api;

import io.waybill.activities.ActivitiesConfiguration;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.PropertySource;

/** The HTTP API as a process. With {@code waybill.worker.enabled=true} the workflow worker runs in it too. */
@SpringBootApplication(exclude = ErrorMvcAutoConfiguration.class)
@Import(ActivitiesConfiguration.class)
@PropertySource("classpath:io/waybill/api/api.properties")
public class ApiApplication {

    /** Starts the process; {@code arguments} are Spring Boot's. */
    public static void main(String[] arguments) {
        var application = new SpringApplication(ApiApplication.class);
        application.setBannerMode(Banner.Mode.OFF);
        application.run(arguments);
    }
}
