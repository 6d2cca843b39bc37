package io.waybill.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.RestController;

/** Boundaries of the module that the compiler does not know. */
class ArchitectureTest {

    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.waybill.api");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.waybill.api.(*)..").should().beFreeOfCycles().check(MODULE);
    }

    /** The API holds no SQL and opens no workflow code: it asks ports, and starts workflows by their interface. */
    @Test
    void asksPortsAlone() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.ibatis..",
                        "org.springframework.jdbc..",
                        "io.waybill.activities.database..",
                        "io.waybill.workflows.run..",
                        "io.waybill.gpu..",
                        "io.minio..")
                .check(MODULE);
    }

    /** Credentials are read in one place; what a route asks for stands in one table. */
    @Test
    void readsCredentialsInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.waybill.api.caller..", "io.waybill.api.key..", "io.waybill.api.account..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.waybill.activities.key.ApiKeys")
                .check(MODULE);
    }

    /** Temporal is spoken to by the batch feature alone, so that another engine would be another implementation. */
    @Test
    void speaksToTheEngineInOnePackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.waybill.api.batch..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.temporal..")
                .check(MODULE);
    }

    @Test
    void hidesControllers() {
        classes()
                .that()
                .areAnnotatedWith(RestController.class)
                .should()
                .bePackagePrivate()
                .andShould()
                .haveSimpleNameEndingWith("Controller")
                .check(MODULE);
    }
}
