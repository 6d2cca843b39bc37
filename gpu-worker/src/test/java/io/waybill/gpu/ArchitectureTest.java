package io.waybill.gpu;

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
                .importPackages("io.waybill.gpu");
    }

    /** A GPU machine reaches Temporal and the object store, nothing else; it starts in seconds. */
    @Test
    void usesNeitherSpringNorADatabase() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "java.sql..", "javax.sql..", "org.apache.ibatis..")
                .check(classes);
    }

    /** The modules that own money and HTTP must not become reachable from a GPU machine. */
    @Test
    void usesOnlyTheModulesOfItsContract() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.waybill.activities..", "io.waybill.api..", "io.waybill.standalone..")
                .check(classes);
    }

    @Test
    void hasNoCyclesBetweenPackages() {
        slices().matching("io.waybill.gpu.(*)..").should().beFreeOfCycles().check(classes);
    }

    /** The engines serve the chunks and the port alike, so they know neither. */
    @Test
    void keepsTemporalAndHttpOutOfTheModels() {
        noClasses()
                .that()
                .resideInAPackage("io.waybill.gpu.model..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.temporal..", "com.sun.net.httpserver..", "io.waybill.storage..")
                .check(classes);
    }
}
