package dev.sluice.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The import rules of docs/architecture.md. */
class ArchitectureTest {

  /** The four strangers, by the packages of their modules. */
  private static final List<String> SIBLINGS =
      List.of(
          "dev.sluice.drivers..",
          "dev.sluice.mqtt..",
          "dev.sluice.uplinks..",
          "dev.sluice.console..");

  private static final String APP = "dev.sluice.app..";

  private static final Set<String> FORBIDDEN_NAMES =
      Set.of("util", "utils", "common", "helper", "helpers", "impl", "misc", "core", "manager");

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.sluice");

  @Test
  void everyModuleIsLookedAt() {
    assertThat(PRODUCT.stream().map(JavaClass::getPackageName).distinct())
        .contains("dev.sluice.model", "dev.sluice.drivers.sim", "dev.sluice.app");
  }

  @Test
  void siblingsNeverMeet() {
    for (String sibling : SIBLINGS) {
      String[] others =
          SIBLINGS.stream().filter(one -> !one.equals(sibling)).toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(sibling)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others)
          .allowEmptyShould(true)
          .check(PRODUCT);
    }
  }

  @Test
  void theGatewayKnowsNeitherSiblingsNorTheProgram() {
    String[] above = SIBLINGS.toArray(String[]::new);
    noClasses()
        .that(not(resideInAnyPackage(above)).and(not(resideInAPackage(APP))))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(above)
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage(APP)
        .check(PRODUCT);
  }

  @Test
  void nobodyKnowsTheProgram() {
    noClasses()
        .that()
        .resideInAnyPackage(SIBLINGS.toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(APP)
        .check(PRODUCT);
  }

  @Test
  void theModelImportsOnlyTheJdk() {
    classes()
        .that()
        .resideInAPackage("dev.sluice.model..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.sluice.model..", "java..", "org.jspecify.annotations..")
        .check(PRODUCT);
  }

  /** Each vendor's library and the only packages that may see it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "com.hivemq..             | dev.sluice.mqtt.broker..",
        "org.eclipse.paho..       | dev.sluice.mqtt.bridge..",
        "io.vertx..               | dev.sluice.console..",
        "io.micrometer..          | dev.sluice.console..",
        "io.netty..               | dev.sluice.mqtt.broker.. dev.sluice.console..",
        "org.sqlite..             | dev.sluice.history.. dev.sluice.state..",
        "java.sql..               | dev.sluice.history.. dev.sluice.state..",
        "org.bouncycastle..       | dev.sluice.access..",
        "org.snakeyaml..          | dev.sluice.config..",
        "com.pi4j..               | dev.sluice.drivers..",
        "com.influxdb..           | dev.sluice.uplinks.influx..",
        "okhttp3..                | dev.sluice.uplinks.influx..",
        "picocli..                | dev.sluice.app..",
        "ch.qos.logback..         | dev.sluice.app..",
        "com.google..             | dev.sluice.none..",
        "org.apache.commons..     | dev.sluice.none..",
      })
  void vendorsAreFenced(String vendor, String home) {
    noClasses()
        .that(not(resideInAnyPackage(home.split(" ", -1))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(vendor)
        .check(PRODUCT);
  }

  @Test
  void thePackagesOfTheGatewayHaveNoCycles() {
    slices().matching("dev.sluice.(*)..").should().beFreeOfCycles().check(PRODUCT);
  }

  @Test
  void thePackagesOfEachSiblingHaveNoCycles() {
    for (String sibling : SIBLINGS) {
      slices()
          .matching(sibling.replace("..", ".(*).."))
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true)
          .check(PRODUCT);
    }
  }

  @Test
  void noPackageHasANameThatSaysNothing() {
    assertThat(PRODUCT.stream().map(JavaClass::getPackageName).distinct())
        .allSatisfy(
            name -> assertThat(name.split("\\.", -1)).doesNotContainAnyElementsOf(FORBIDDEN_NAMES));
  }

  @Test
  void everyPackageSaysWhatItIsForAndIsNullMarked() {
    Set<String> unmarked = new TreeSet<>();
    for (JavaClass type : PRODUCT) {
      JavaPackage home = type.getPackage();
      if (!home.isAnnotatedWith(NullMarked.class)) {
        unmarked.add(home.getName());
      }
    }
    assertThat(unmarked).as("packages without a @NullMarked package-info").isEmpty();
  }

  /** Who reads the clock or the environment cannot be tested; who prints cannot be quiet. */
  @Test
  void onlyTheProgramReadsClockAndEnvironmentAndPrints() {
    noClasses()
        .that(not(resideInAPackage(APP)))
        .should()
        .accessTargetWhere(outside())
        .check(PRODUCT);
  }

  @Test
  void theRulesWouldSeeWhatTheyForbid() {
    assertThat(
            noClasses()
                .that()
                .resideInAPackage(APP)
                .should()
                .accessTargetWhere(outside())
                .evaluate(PRODUCT)
                .getFailureReport()
                .getDetails())
        .anyMatch(line -> line.contains("Instant.now"))
        .anyMatch(line -> line.contains("System.nanoTime"))
        .anyMatch(line -> line.contains("System.in"));
    assertThat(
            noClasses()
                .that()
                .resideInAPackage(APP)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .evaluate(PRODUCT)
                .hasViolation())
        .isTrue();
  }

  private static final Map<String, Set<String>> OUTSIDE =
      Map.ofEntries(
          Map.entry(
              "java.lang.System",
              Set.of(
                  "currentTimeMillis",
                  "nanoTime",
                  "getenv",
                  "out",
                  "err",
                  "in",
                  "exit",
                  "console")),
          Map.entry("java.lang.Runtime", Set.of("exit", "halt")),
          Map.entry("java.time.Instant", Set.of("now")),
          Map.entry("java.time.LocalDateTime", Set.of("now")),
          Map.entry("java.time.LocalDate", Set.of("now")),
          Map.entry("java.time.LocalTime", Set.of("now")),
          Map.entry("java.time.ZonedDateTime", Set.of("now")),
          Map.entry("java.time.OffsetDateTime", Set.of("now")),
          Map.entry("java.time.Year", Set.of("now")),
          Map.entry("java.time.Clock", Set.of("system", "systemUTC", "systemDefaultZone")),
          Map.entry("java.time.ZoneId", Set.of("systemDefault")),
          Map.entry("java.util.Date", Set.of("<init>")),
          Map.entry("java.lang.Throwable", Set.of("printStackTrace")));

  private static DescribedPredicate<JavaAccess<?>> outside() {
    return DescribedPredicate.describe(
        "is the clock, the environment, a standard stream or the end of the process",
        access -> {
          String owner = access.getTargetOwner().getName();
          String name = access.getName();
          boolean dateOfATime =
              owner.equals("java.util.Date")
                  && !access.getTarget().getFullName().endsWith("<init>()");
          return OUTSIDE.getOrDefault(owner, Set.of()).contains(name) && !dateOfATime;
        });
  }
}
