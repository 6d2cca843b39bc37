package io.waybill.storage;

import static com.tngtech.archunit.core.importer.ImportOption.Predefined.DO_NOT_INCLUDE_TESTS;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(DO_NOT_INCLUDE_TESTS).importPackages("io.waybill");

    /** The gpu-worker has this module and no database: whatever it pulled in would go onto GPU machines. */
    @Test
    void dependsOnNothingOfOursNorOnSpring() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.waybill.activities..",
                        "io.waybill.api..",
                        "io.waybill.gpu..",
                        "io.waybill.models..",
                        "io.waybill.workflows..",
                        "io.temporal..",
                        "org.springframework..")
                .check(CLASSES);
        classes().should().resideInAPackage("io.waybill.storage..").check(CLASSES);
    }

    @Test
    void hasNoCyclesBetweenPackages() {
        slices().matching("io.waybill.storage.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    /** Another S3 client must be a change of one package. */
    @Test
    void knowsTheClientOnlyInTheObjectPackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.waybill.storage.object..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.minio..", "okhttp3..")
                .check(CLASSES);
        noClasses()
                .that()
                .arePublic()
                .and()
                .doNotHaveSimpleName("S3ObjectStore")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.minio..", "okhttp3..")
                .check(CLASSES);
    }
}
