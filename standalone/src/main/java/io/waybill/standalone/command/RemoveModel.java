package io.waybill.standalone.command;

import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.catalog.ModelInstaller;
import io.waybill.standalone.ModelManifests;
import io.waybill.standalone.Models;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes a model away that was installed or added. */
@Command(
        name = "remove",
        mixinStandardHelpOptions = true,
        description = "Takes a model away: the files of an installed one, the manifest of an added one;"
                + " a platform that runs serves it until its restart.")
final class RemoveModel implements Callable<Integer> {

    private static final int NOT_THERE = 1;

    @Parameters(paramLabel = "ID", description = "the model")
    private String id = "";

    @Mixin
    private ManifestsOption option = new ManifestsOption();

    @Override
    public Integer call() throws Exception {
        ModelManifests manifests = option.manifests();
        Optional<InstalledModel> known = ModelCatalog.load(Models.settings()).find(id);
        boolean uninstalled = known.isPresent() && new ModelInstaller(System.out::println).remove(known.get());
        if (!manifests.remove(id) && !uninstalled) {
            System.err.println("there is no model " + id + " in " + manifests.directory()
                    + ", and none of that name is installed");
            return NOT_THERE;
        }
        System.out.println("removed " + id);
        return 0;
    }
}
