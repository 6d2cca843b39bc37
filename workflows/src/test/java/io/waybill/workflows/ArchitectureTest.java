package io.waybill.workflows;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What workflow code may touch: everything it does is repeated on each replay and must come out the same. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.waybill.workflows");

    /** Without it, a client of a database or a file slips in and a replay answers differently. */
    @Test
    void dependsOnlyOnDeterministicPackages() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.waybill.workflows..",
                        "java.lang",
                        "java.lang.runtime",
                        "java.lang.invoke",
                        "java.time",
                        "java.util",
                        "java.util.function",
                        "java.util.stream",
                        "io.temporal.workflow",
                        "io.temporal.activity",
                        "io.temporal.common",
                        "io.temporal.failure",
                        "io.temporal.api.enums.v1",
                        "org.slf4j..",
                        "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void neverReadsTheClockOfTheMachine() {
        noClasses()
                .should()
                .callMethodWhere(target(name("now")).and(target(owner(nameMatching("java\\.time\\..*")))))
                .orShould()
                .callMethodWhere(target(nameMatching("currentTimeMillis|nanoTime"))
                        .and(target(owner(nameMatching("java\\.lang\\.System")))))
                .orShould()
                .callMethodWhere(target(nameMatching("getenv|getProperty")))
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Clock.class)
                .check(CLASSES);
    }

    @Test
    void neverDrawsRandomNumbers() {
        noClasses()
                .should()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.(Random|SplittableRandom)|java\\.security\\.SecureRandom")
                .check(CLASSES);
    }

    @Test
    void neverStartsThreads() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.util.concurrent..")
                .check(CLASSES);
    }

    @Test
    void hasNoMutableStatics() {
        fields().that().areStatic().should().beFinal().check(CLASSES);
    }

    @Test
    void hasNoCyclesBetweenPackages() {
        slices().matching("io.waybill.workflows.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }
}
