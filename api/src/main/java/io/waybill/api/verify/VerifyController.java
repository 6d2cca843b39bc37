package io.waybill.api.verify;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.receipts.pack.VerifyPage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The page: static, the same for everybody, and of use without this api too. */
@RestController
@Tag(name = "Receipts")
final class VerifyController {

    private static final Duration CACHED = Duration.ofMinutes(5);

    @Operation(
            summary = "Page that checks evidence packs in the browser",
            description = "One file, which can be saved and opened from disk. It sends nothing anywhere.")
    @ApiResponse(
            responseCode = "200",
            description = "The page",
            content = @Content(mediaType = MediaType.TEXT_HTML_VALUE, schema = @Schema(type = "string")))
    @GetMapping("/verify")
    ResponseEntity<byte[]> page() {
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .cacheControl(CacheControl.maxAge(CACHED).cachePublic())
                .header("Content-Security-Policy", VerifyPage.contentSecurityPolicy())
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff")
                .body(VerifyPage.html().getBytes(StandardCharsets.UTF_8));
    }
}
