package org.refspark.data;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "org.refspark.data",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule KNOWS_FORMATS_ONLY =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.spark..",
              "org.apache.hadoop..",
              "org.nd4j..",
              "com.typesafe..",
              "org.refspark.model..",
              "org.refspark.jobs..");

  @ArchTest
  static final ArchRule NEVER_DESERIALISES_JAVA_OBJECTS =
      noClasses().should().dependOnClassesThat().areAssignableTo(java.io.ObjectInputStream.class);

  @ArchTest
  static final ArchRule PACKAGES_FORM_NO_CYCLES =
      slices().matching("org.refspark.data.(*)..").should().beFreeOfCycles();
}
