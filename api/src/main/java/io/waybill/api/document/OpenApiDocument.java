package io.waybill.api.document;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.waybill.api.caller.Routes;
import io.waybill.api.caller.Routes.Access;
import io.waybill.api.error.ApiError;
import io.waybill.api.idempotency.Idempotency;
import io.waybill.api.idempotency.TakesIdempotencyKey;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Adds to the generated document what stands in no controller: credentials, scopes, errors. */
@Configuration(proxyBeanMethods = false)
class OpenApiDocument {

    private static final String BEARER = "bearer";
    private static final String API_KEY = "api_key";
    private static final String SCOPE = "x-required-scope";

    @Bean
    OpenAPI waybillDocument() {
        return new OpenAPI()
                .info(new Info()
                        .title("Waybill")
                        .version("0.1")
                        .description("Batches of model inference as durable jobs, with money for every item.")
                        .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
                .components(new Components()
                        .addSecuritySchemes(
                                BEARER,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .description("An API key, wb_…"))
                        .addSecuritySchemes(
                                API_KEY,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.APIKEY)
                                        .in(SecurityScheme.In.HEADER)
                                        .name("X-Api-Key")));
    }

    @Bean
    OpenApiCustomizer accessOfRoutes() {
        return document -> {
            // Added only now: what nothing refers to yet would have been dropped.
            document.getComponents().addSchemas("Error", error());
            document.getPaths()
                    .forEach((path, item) ->
                            item.readOperationsMap().forEach((method, operation) -> describe(path, method, operation)));
        };
    }

    @Bean
    OperationCustomizer idempotencyKeys() {
        return (operation, handler) -> {
            var taken = handler.getMethodAnnotation(TakesIdempotencyKey.class);
            return taken == null
                    ? operation
                    : operation.addParametersItem(new HeaderParameter()
                            .name(Idempotency.HEADER)
                            .description(taken.description())
                            .schema(new StringSchema().maxLength(Idempotency.KEY_CHARS_MAX)));
        };
    }

    private static void describe(String path, PathItem.HttpMethod method, Operation operation) {
        var route = Routes.find(method.name(), path);
        if (route.isPresent() && route.get().access() instanceof Access.Scoped(var scope)) {
            operation.setSecurity(
                    List.of(new SecurityRequirement().addList(BEARER), new SecurityRequirement().addList(API_KEY)));
            operation.addExtension(SCOPE, scope);
        }
        if (path.startsWith("/v1/")) {
            var reference = new Schema<Object>().$ref("#/components/schemas/Error");
            operation
                    .getResponses()
                    .addApiResponse(
                            "default",
                            new ApiResponse()
                                    .description("An error; docs/api.md lists them")
                                    .content(new Content()
                                            .addMediaType("application/json", new MediaType().schema(reference))));
        }
    }

    private static Schema<?> error() {
        var codes = Arrays.stream(ApiError.values()).map(ApiError::code).collect(Collectors.toList());
        var error = new ObjectSchema()
                .addProperty("message", new StringSchema().description("For people; may change"))
                .addProperty("type", new StringSchema())
                .addProperty("param", new StringSchema().description("The field; null where it is not about one"))
                .addProperty("code", new StringSchema()._enum(codes));
        return new ObjectSchema().addProperty("error", error);
    }
}
