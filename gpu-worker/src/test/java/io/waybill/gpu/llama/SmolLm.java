package io.waybill.gpu.llama;

import io.waybill.models.catalog.CatalogSettings;
import io.waybill.models.catalog.InstallFailed;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.catalog.ModelInstaller;
import org.junit.jupiter.api.Assumptions;

/** The small model that chats, installed for the user who runs the tests as it is for any other use. */
final class SmolLm {

    static final String ID = "smollm2-135m";

    private SmolLm() {}

    /** {@return the model; the test is skipped where it cannot be fetched, saying why} */
    static InstalledModel installed() {
        InstalledModel model =
                ModelCatalog.load(CatalogSettings.defaults()).find(ID).orElseThrow();
        try {
            new ModelInstaller(_ -> {}).install(model);
        } catch (InstallFailed e) {
            Assumptions.abort(String.valueOf(e.getMessage()));
        }
        return model;
    }
}
