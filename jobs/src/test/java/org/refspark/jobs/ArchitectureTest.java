package org.refspark.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "org.refspark.jobs",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule KNOWS_NO_LAYERS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.nd4j.autodiff..", "org.refspark.model.nn..", "org.refspark.model.graph..");

  @ArchTest
  static final ArchRule ONLY_THE_CHOICE_OF_NETWORKS_KNOWS_A_MODEL =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.refspark.jobs.network..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.refspark.model.grmnet..");

  @ArchTest
  static final ArchRule ONLY_SHARDING_KNOWS_PUBLISHED_FORMATS =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.refspark.jobs.shard..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.refspark.data.sketchyscene..", "org.refspark.data.pickle..");

  @ArchTest
  static final ArchRule A_REGISTRY_DOES_NOT_KNOW_HOW_VERSIONS_ARE_MADE =
      noClasses()
          .that()
          .resideInAPackage("org.refspark.jobs.registry..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.refspark.jobs.retrain..",
              "org.refspark.jobs.evaluate..",
              "org.refspark.jobs.shard..",
              "org.refspark.jobs.report..");

  @ArchTest
  static final ArchRule A_PACKAGED_MODEL_NEEDS_NO_SPARK =
      noClasses()
          .that()
          .resideInAPackage("org.refspark.jobs.use..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.spark..", "org.apache.hadoop..", "org.refspark.jobs.train..");
}
