package io.waybill.models;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.waybill.models");
    }

    /** Validation, the API and inference all read it: it must drag nothing into any of them. */
    @Test
    void dependsOnNoOtherModuleAndNoFramework() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..",
                        "io.temporal..",
                        "java.sql..",
                        "io.waybill.workflows..",
                        "io.waybill.storage..",
                        "io.waybill.activities..",
                        "io.waybill.gpu..",
                        "io.waybill.api..")
                .check(classes);
    }

    @Test
    void hasNoCyclesBetweenPackages() {
        slices().matching("io.waybill.models.(*)..").should().beFreeOfCycles().check(classes);
    }
}
