package io.waybill.activities;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ibatis.annotations.Mapper;
import org.junit.jupiter.api.Test;
import org.springframework.stereotype.Component;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.waybill.activities");

    /** A mapper that others can see becomes a second way to the table. */
    @Test
    void mappersArePackagePrivate() {
        classes()
                .that()
                .areAnnotatedWith(Mapper.class)
                .should()
                .bePackagePrivate()
                .andShould()
                .haveSimpleNameEndingWith("Mapper")
                .check(CLASSES);
    }

    /** Money that moves past the ledger is money that no invariant counts. */
    @Test
    void onlyTheLedgerWritesSqlOverMoney() {
        classes()
                .that(haveSqlOver("balance|posting|journal_entry"))
                .should()
                .resideInAPackage("io.waybill.activities.ledger")
                .check(CLASSES);
    }

    /** Two features that need each other are one feature, or one has a port too few. */
    @Test
    void featuresHaveNoCycles() {
        slices().matching("io.waybill.activities.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    /** The api depends on this module; inference must run without a database. */
    @Test
    void nothingAboveIsKnown() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.waybill.api..", "io.waybill.gpu..", "io.waybill.standalone..", "io.waybill.bench..")
                .check(CLASSES);
    }

    /** Hidden by default: what is public is a promise. */
    @Test
    void implementationsAreHidden() {
        classes()
                .that()
                .areAnnotatedWith(Component.class)
                .should()
                .notHaveModifier(JavaModifier.PUBLIC)
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> haveSqlOver(String tables) {
        Pattern pattern = Pattern.compile(
                "\\b(FROM|JOIN|INTO|UPDATE|TABLE|COPY)\\s+(" + tables + ")\\b", Pattern.CASE_INSENSITIVE);
        return DescribedPredicate.describe(
                "have SQL over " + tables,
                type -> type.getMethods().stream()
                        .flatMap(method -> method.getAnnotations().stream())
                        .flatMap(ArchitectureTest::texts)
                        .anyMatch(sql -> pattern.matcher(sql).find()));
    }

    private static Stream<String> texts(JavaAnnotation<?> annotation) {
        return annotation.getProperties().values().stream()
                .flatMap(value -> value instanceof Object[] array ? Arrays.stream(array) : Stream.of(value))
                .filter(String.class::isInstance)
                .map(String.class::cast);
    }
}
