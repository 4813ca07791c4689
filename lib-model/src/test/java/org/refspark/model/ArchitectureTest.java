package org.refspark.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "org.refspark.model",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule KNOWS_NEITHER_SPARK_NOR_DATA_SET_FORMATS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.spark..",
              "org.apache.hadoop..",
              "com.typesafe..",
              "org.refspark.jobs..",
              "org.refspark.data.sketchyscene..",
              "org.refspark.data.refer..",
              "org.refspark.data.photos..",
              "org.refspark.data.synthetic..");

  @ArchTest
  static final ArchRule ONLY_WEIGHTS_OF_OTHER_PROGRAMS_ARE_PICKLED =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.refspark.model.weights..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.refspark.data.pickle..");

  @ArchTest
  static final ArchRule NEVER_DESERIALISES_JAVA_OBJECTS =
      noClasses().should().dependOnClassesThat().areAssignableTo(java.io.ObjectInputStream.class);

  @ArchTest
  static final ArchRule KIT_AND_BLOCKS_KNOW_NO_MODEL =
      noClasses()
          .that()
          .resideInAnyPackage("org.refspark.model.graph..", "org.refspark.model.nn..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.refspark.model.grmnet..",
              "org.refspark.model.onemask..",
              "org.refspark.model.clip..",
              "org.refspark.model.mmnet..",
              "org.refspark.model.lts..");

  @ArchTest
  static final ArchRule PACKAGES_FORM_NO_CYCLES =
      slices().matching("org.refspark.model.(*)..").should().beFreeOfCycles();
}
