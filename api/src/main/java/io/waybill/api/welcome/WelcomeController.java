package io.waybill.api.welcome;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The base URL. */
@RestController
@Tag(name = "Health")
final class WelcomeController {

    @Operation(summary = "What this is, and where to go on")
    @GetMapping("/")
    Map<String, String> welcome() {
        var links = new LinkedHashMap<String, String>();
        links.put("name", "Waybill");
        links.put("what", "batches of model inference as durable jobs");
        links.put("openapi", "/openapi.json");
        links.put("models", "/v1/models");
        links.put("health", "/health");
        links.put("documentation", "docs/api.md in the repository");
        return links;
    }
}
