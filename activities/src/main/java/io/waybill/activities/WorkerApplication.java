package io.waybill.activities;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Import;

/**
 * The workflow worker as a process: workflows of batches, and everything they do on PostgreSQL and the object store.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import(ActivitiesConfiguration.class)
public class WorkerApplication {

    /** Starts the process; {@code arguments} are Spring Boot's. */
    public static void main(String[] arguments) {
        var application = new SpringApplication(WorkerApplication.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setKeepAlive(true);
        // An argument, so that it outweighs an environment shared with processes that do not work.
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--waybill.worker.enabled=true");
        application.run(all.toArray(String[]::new));
    }
}
