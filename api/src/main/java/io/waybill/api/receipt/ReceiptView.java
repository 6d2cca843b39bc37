package io.waybill.api.receipt;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import io.waybill.activities.receipt.FoundReceipt;
import io.waybill.receipts.receipt.BatchPlace;
import io.waybill.receipts.receipt.Energy;
import io.waybill.receipts.receipt.Receipt;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A receipt in the documented form of an audit record, and its signed bytes.
 *
 * @param inputHash the commitment, which says nothing of the text to whoever has not its salt
 * @param outputHash the same
 * @param payload the canonical bytes as text: what the signature is of
 * @param logIndex null until it is in the log
 */
@Schema(name = "AuditRecord")
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReceiptView(
        @JsonProperty("audit_id") String auditId,
        @JsonProperty("object") String object,
        @JsonProperty("attestation_type") String attestationType,
        @JsonProperty("outcome") String outcome,
        @JsonProperty("model_id") String modelId,
        @JsonProperty("batch_id") @Nullable String batchId,
        @JsonProperty("index") @Nullable Long index,
        @JsonProperty("input_hash") @Nullable String inputHash,
        @JsonProperty("output_hash") @Nullable String outputHash,
        @JsonProperty("carbon_grams_co2e") @Nullable BigDecimal carbonGramsCo2e,
        @JsonProperty("energy_wh") @Nullable BigDecimal energyWh,
        @JsonProperty("energy_source") @Nullable String energySource,
        @JsonProperty("carbon_offset_vs_us_cloud") @Nullable BigDecimal carbonOffset,
        @JsonProperty("price_nanos") String priceNanos,
        @JsonProperty("finished_at") String finishedAt,
        @JsonProperty("key_id") String keyId,
        @JsonProperty("signature") String signature,
        @JsonProperty("log_index") @Nullable Long logIndex,
        @JsonProperty("payload") String payload) {

    private static final int NANO_PLACES = 9;

    static ReceiptView of(FoundReceipt found) {
        return of(found.receipt(), found.canonical(), found.signature(), found.logIndex());
    }

    static ReceiptView of(Receipt receipt, byte[] canonical, byte[] signature, @Nullable Long logIndex) {
        BatchPlace place = receipt.place();
        Energy energy = receipt.energy();
        return new ReceiptView(
                receipt.id(),
                "vaas.record",
                receipt.attestation().name().toLowerCase(Locale.ROOT),
                receipt.outcome().name().toLowerCase(Locale.ROOT),
                receipt.model().id(),
                place == null ? null : place.batch(),
                place == null ? null : place.index(),
                receipt.commitments().input(),
                receipt.commitments().output(),
                energy == null ? null : BigDecimal.valueOf(energy.nanogramsCo2e(), NANO_PLACES),
                energy == null ? null : BigDecimal.valueOf(energy.nanowattHours(), NANO_PLACES),
                energy == null ? null : energy.measured() ? "measured" : "estimated from rated power and running time",
                energy == null ? null : BigDecimal.valueOf(energy.nanogramsCo2eSaved(), NANO_PLACES),
                Long.toString(receipt.priceNanos()),
                Receipt.timestamp(receipt.finishedAt()),
                receipt.keyId(),
                HexFormat.of().formatHex(signature),
                logIndex,
                new String(canonical, StandardCharsets.UTF_8));
    }
}
