package io.waybill.gpu.model;

import io.waybill.models.catalog.CatalogSettings;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.catalog.ModelInstaller;

/** The real model, installed for the user who runs the tests as it is for any other use. */
public final class MiniLm {

    /** Its id. */
    public static final String ID = "all-minilm-l6-v2";

    private MiniLm() {}

    /** {@return the model, after its files were fetched if they were not there} */
    public static InstalledModel installed() {
        InstalledModel model =
                ModelCatalog.load(CatalogSettings.defaults()).find(ID).orElseThrow();
        new ModelInstaller(_ -> {}).install(model);
        return model;
    }
}
