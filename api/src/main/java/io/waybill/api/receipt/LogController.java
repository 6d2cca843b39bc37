package io.waybill.api.receipt;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.log.TransparencyLog;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.receipts.log.Tile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The log as c2sp.org/tlog-tiles describes it: for any reader of that format. */
@RestController
@Tag(name = "Log")
final class LogController {

    /** A tile never changes. */
    private static final CacheControl FOR_EVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    private static final CacheControl A_MOMENT =
            CacheControl.maxAge(Duration.ofSeconds(1)).cachePublic();

    private static final MediaType TEXT = new MediaType("text", "plain", StandardCharsets.UTF_8);

    private final TransparencyLog log;

    LogController(TransparencyLog log) {
        this.log = log;
    }

    @Operation(summary = "The last checkpoint", description = "A signed note, with the cosignatures of its witnesses.")
    @ApiResponse(
            responseCode = "200",
            description = "The note",
            content = @Content(mediaType = MediaType.TEXT_PLAIN_VALUE, schema = @Schema(type = "string")))
    @GetMapping("/log/checkpoint")
    ResponseEntity<byte[]> checkpoint() {
        return text(log.checkpoint()
                .orElseThrow(() -> new ApiFailure(ApiError.TILE_NOT_FOUND, "the log has no checkpoint yet")));
    }

    @Operation(summary = "The log's verifier key", description = "NAME+ID+KEY: whoever checks evidence pins it.")
    @ApiResponse(
            responseCode = "200",
            description = "The key",
            content = @Content(mediaType = MediaType.TEXT_PLAIN_VALUE, schema = @Schema(type = "string")))
    @GetMapping("/log/key")
    ResponseEntity<byte[]> key() {
        return text(log.key().vkey() + "\n");
    }

    @Operation(
            summary = "A tile of hashes, or the leaves of one",
            description = "path: LEVEL/INDEX or entries/INDEX, with .p/WIDTH where it is partial.")
    @ApiResponse(
            responseCode = "200",
            description = "Hashes of 32 bytes each, or leaves, each after its length in two bytes",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
                            schema = @Schema(type = "string", format = "binary")))
    @GetMapping("/log/tile/{*path}")
    ResponseEntity<byte[]> tile(@PathVariable String path) {
        byte[] bytes = Tile.ofPath("tile" + path)
                .flatMap(log::tile)
                .orElseThrow(() -> new ApiFailure(ApiError.TILE_NOT_FOUND, "the log has no tile" + path));
        return ResponseEntity.ok()
                .cacheControl(FOR_EVER)
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(bytes);
    }

    private static ResponseEntity<byte[]> text(String text) {
        return ResponseEntity.ok().cacheControl(A_MOMENT).contentType(TEXT).body(text.getBytes(StandardCharsets.UTF_8));
    }
}
