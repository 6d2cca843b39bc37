package io.waybill.receipts;

import static com.tngtech.archunit.core.importer.ImportOption.Predefined.DO_NOT_INCLUDE_TESTS;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(DO_NOT_INCLUDE_TESTS).importPackages("io.waybill");

    /** Whoever checks a receipt needs this module and nothing of the platform: no Spring, no database, no network. */
    @Test
    void dependsOnNothingOfThePlatform() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "java.sql..", "java.net.http..", "io.temporal..")
                .check(CLASSES);
        classes().should().resideInAPackage("io.waybill.receipts..").check(CLASSES);
    }
}
