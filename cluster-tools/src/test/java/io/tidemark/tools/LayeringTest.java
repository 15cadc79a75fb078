package io.tidemark.tools;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Serializable;
import java.util.Random;
import java.util.Set;

/**
 * Dependencies point inward: HTTP to node to state machine to the core, which sees the JDK alone.
 */
@AnalyzeClasses(packages = "io.tidemark", importOptions = DoNotIncludeTests.class)
final class LayeringTest {
  private static final String[] PURE = {
    "io.tidemark.core..", "io.tidemark.layout..", "io.tidemark.period..", "io.tidemark.template.."
  };

  /** Whatever differs between two machines, or between two runs on one. */
  private static final DescribedPredicate<JavaClass> OUTSIDE_WORLD =
      resideInAnyPackage(
              "java.io..",
              "java.net..",
              "java.nio.channels..",
              "java.nio.file..",
              "java.sql..",
              "java.time.zone..",
              "javax..")
          .and(not(type(Serializable.class)))
          .or(
              describe(
                  "clocks, time zones, random sources, threads and processes",
                  of ->
                      Set.of(
                              "java.lang.Process",
                              "java.lang.ProcessBuilder",
                              "java.lang.Runtime",
                              "java.lang.Thread",
                              "java.security.SecureRandom",
                              "java.time.Clock",
                              "java.time.InstantSource",
                              "java.time.ZoneId",
                              "java.time.ZonedDateTime",
                              "java.util.SplittableRandom",
                              "java.util.TimeZone",
                              "java.util.Timer",
                              "java.util.concurrent.ThreadLocalRandom")
                          .contains(of.getName())))
          .or(type(Random.class));

  private static final DescribedPredicate<CodeUnitCallTarget> AMBIENT =
      describe(
          "calls that read a clock, a random source or the environment",
          target ->
              switch (target.getOwner().getName()) {
                case "java.lang.System" ->
                    Set.of("currentTimeMillis", "nanoTime", "getenv", "getProperty")
                        .contains(target.getName());
                case "java.lang.Math", "java.lang.StrictMath" -> target.getName().equals("random");
                case "java.util.Locale" -> target.getName().equals("getDefault");
                case "java.util.UUID" -> target.getName().equals("randomUUID");
                case "java.util.random.RandomGenerator" ->
                    Set.of("of", "getDefault").contains(target.getName());
                default ->
                    target.getOwner().getPackageName().equals("java.time")
                        && target.getName().equals("now");
              });

  @ArchTest
  static final ArchRule the_core_and_the_layouts_see_the_jdk_alone =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat(
              not(
                  resideInAnyPackage("java..", "org.jspecify.annotations")
                      .or(resideInAnyPackage(PURE))
                      .or(
                          describe(
                              "arrays of primitives",
                              c -> c.getBaseComponentType().isPrimitive()))))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule the_core_and_the_layouts_know_no_outside_world =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat(OUTSIDE_WORLD)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule the_core_and_the_layouts_read_no_clock_and_draw_no_random_number =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .callCodeUnitWhere(
              describe("the target " + AMBIENT.getDescription(), c -> AMBIENT.test(c.getTarget())))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule http_knows_neither_raft_nor_lmdb =
      noClasses()
          .that()
          .resideInAPackage("io.tidemark.http..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.ratis..", "org.lmdbjava..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule issuing_does_not_know_raft =
      noClasses()
          .that()
          .resideInAPackage("io.tidemark.node.issue..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.ratis..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule packages_form_no_cycles =
      slices().matching("io.tidemark.(**)").should().beFreeOfCycles().allowEmptyShould(true);
}
