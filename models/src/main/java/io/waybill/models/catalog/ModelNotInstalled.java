package io.waybill.models.catalog;

/** A model whose files are missing or are not what was installed; the message says how to install it. */
public final class ModelNotInstalled extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Names the model, what is missing and the command. */
    ModelNotInstalled(InstalledModel model, String what) {
        super("model " + model.manifest().id() + " is not installed (" + what + "); run: " + model.installCommand());
    }
}
