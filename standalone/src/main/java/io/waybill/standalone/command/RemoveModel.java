package io.waybill.standalone.command;

import io.waybill.standalone.ModelManifests;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes a model away that was added. */
@Command(
        name = "remove",
        mixinStandardHelpOptions = true,
        description = "Takes an added model away; a platform that runs serves it until its restart.")
final class RemoveModel implements Callable<Integer> {

    private static final int NOT_THERE = 1;

    @Parameters(paramLabel = "ID", description = "the model")
    private String id = "";

    @Mixin
    private ManifestsOption option = new ManifestsOption();

    @Override
    public Integer call() throws Exception {
        ModelManifests manifests = option.manifests();
        if (!manifests.remove(id)) {
            System.err.println("there is no model " + id + " in " + manifests.directory()
                    + "; only models that were added can be removed");
            return NOT_THERE;
        }
        System.out.println("removed " + id);
        return 0;
    }
}
