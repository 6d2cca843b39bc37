package io.waybill.api;

import io.waybill.api.caller.AccessInterceptor;
import io.waybill.api.caller.CallerArgument;
import io.waybill.api.error.ErrorValve;
import io.waybill.api.request.ClientPresence;
import io.waybill.api.request.Limits;
import io.waybill.api.request.StreamSettings;
import io.waybill.api.tenant.TenantInterceptor;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** How requests reach controllers, and what form answers have: JSON, whatever the client accepts. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({Limits.class, StreamSettings.class})
class WebConfiguration implements WebMvcConfigurer {

    private final AccessInterceptor access;
    private final TenantInterceptor tenants;

    WebConfiguration(AccessInterceptor access, TenantInterceptor tenants) {
        this.access = access;
        this.tenants = tenants;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(access);
        registry.addInterceptor(tenants);
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new CallerArgument());
    }

    /** Other libraries on the class path can write XML; a browser would get it. */
    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
        configurer.ignoreAcceptHeader(true).defaultContentType(MediaType.APPLICATION_JSON);
    }

    /** Added last, so that it answers before Tomcat's own. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    static WebServerFactoryCustomizer<TomcatServletWebServerFactory> errorsAsJson() {
        return factory -> factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new ErrorValve()));
    }

    @Bean
    static WebServerFactoryCustomizer<TomcatServletWebServerFactory> clientPresence() {
        return factory ->
                factory.addContextCustomizers(context -> context.getPipeline().addValve(new ClientPresence()));
    }
}
