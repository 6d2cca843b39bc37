package io.waybill.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ArchitectureTest {

    private static JavaClasses classes;

    // Reads a few hundred classes, which a busy machine does not do within the default time.
    @BeforeAll
    @Timeout(120)
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.waybill.standalone");
    }

    /** {@code ./waybill models add} and {@code check}. */
    private static final String TRIES = "GgufTrial|UpstreamTrial|command\\.AddModel";

    @Test
    void hasNoCyclesBetweenFeatures() {
        slices().matching("io.waybill.standalone.(*)..")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }

    /** The launcher starts processes: it must not become one of them, or it starts as slowly. */
    @Test
    void onlyTheNodeKnowsApiAndGpuWorker() {
        noClasses()
                .that()
                .haveNameNotMatching("io\\.waybill\\.standalone\\.(Node|" + TRIES + ")(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.waybill.api..", "io.waybill.gpu..", "org.springframework..")
                .check(classes);
    }

    /** What tries a model by hand knows the model's engine, and nothing else of the processes. */
    @Test
    void whatTriesAModelKnowsItsEngineAlone() {
        noClasses()
                .that()
                .haveNameMatching("io\\.waybill\\.standalone\\.(" + TRIES + ")(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.waybill.api..",
                        "io.waybill.gpu.worker..",
                        "io.waybill.gpu.port..",
                        "io.waybill.gpu.inference..",
                        "org.springframework..")
                .check(classes);
    }

    /** A platform is reached as anybody reaches it: over HTTP, by what stands in connection.json. */
    @Test
    void theDemoAndTheClientStartNothing() {
        noClasses()
                .that()
                .resideInAnyPackage("io.waybill.standalone.demo..", "io.waybill.standalone.client..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.waybill.standalone.part..")
                .check(classes);
    }
}
