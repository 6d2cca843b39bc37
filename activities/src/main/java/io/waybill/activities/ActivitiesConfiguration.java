package io.waybill.activities;

import io.waybill.activities.worker.WorkerConfiguration;
import java.time.Clock;
import java.time.Duration;
import org.apache.ibatis.annotations.Mapper;
import org.mybatis.spring.annotation.MapperScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;

/**
 * Everything of this module that the api and the worker share: database, object store, catalogue, and the features over
 * them. It needs no auto-configuration, and stands back for none. What only the worker runs lives in
 * {@code io.waybill.activities.worker}, and does where {@code waybill.worker.enabled} is true.
 */
@Configuration(proxyBeanMethods = false)
@ComponentScan(
        basePackageClasses = ActivitiesConfiguration.class,
        excludeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern =
                                "io\\.waybill\\.activities\\.(worker\\.|ActivitiesConfiguration|WorkerApplication).*"))
@Import(WorkerConfiguration.class)
@MapperScan(basePackageClasses = ActivitiesConfiguration.class, annotationClass = Mapper.class)
public class ActivitiesConfiguration {

    /** PostgreSQL keeps microseconds: what is written is then what is read. */
    private static final Duration TICK = Duration.ofNanos(1000);

    /** {@return UTC in whole microseconds} */
    @Bean
    public Clock clock() {
        return Clock.tick(Clock.systemUTC(), TICK);
    }
}
