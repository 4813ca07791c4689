package org.refspark.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @TempDir Path folder;

  @Test
  void theCommandLineOverridesTheFileAndTheFileTheDefaults() throws IOException {
    write("base.conf", "data { split = val, rows-per-file = 8 }");
    var file = write("mine.conf", "include \"base.conf\"\ndata.rows-per-file = 9");
    var settings = load(file, Map.of("data.root", "/d"));
    var data = settings.section("data", DataConfig.class);
    assertEquals("val", data.split());
    assertEquals(9, data.rowsPerFile());
    assertEquals(Optional.of("/d"), data.root());
    assertEquals(0.01, data.quarantine().maxShare());
  }

  @Test
  void aFileMayNameAnArgumentOfTheCommandLine() throws IOException {
    var file = write("mine.conf", "data.eval = ${registry}\"/frozen\"");
    var settings = Settings.load(Optional.of(file), Map.of("registry", "/r"), Set.of("registry"));
    assertEquals(Optional.of("/r/frozen"), settings.section("data", DataConfig.class).eval());
    assertThrows(
        ConfigurationException.class,
        () -> Settings.load(Optional.of(file), Map.of(), Set.of("registry")));
  }

  @Test
  void everySectionIsCheckedWhateverTheCommandReads() throws IOException {
    var file = write("mine.conf", "\ndata.quarantine.max-share = 2");
    assertRefused(file, Map.of(), "data.quarantine.max-share is 2.0, expected 0.0 to 1.0");
    assertRefused(file, Map.of(), "mine.conf:2");
  }

  @Test
  void overridesAreRefusedWithTheirPlace() {
    assertRefused(
        null,
        Map.of("data.quarantine.max-shar", "1"),
        "unknown key data.quarantine.max-shar; did you mean data.quarantine.max-share?"
            + " (command line)");
    assertRefused(null, Map.of("dta.root", "x"), "unknown key dta; did you mean data?");
  }

  @Test
  void valuesOfTheCommandLineNeedNoQuoting() {
    for (var value :
        new String[] {
          "s3a://bucket/refcoco+/a", "all the trees", "{x}/(y)", "[1", "#1", "a,b", "${HOME}", ""
        }) {
      var settings = Settings.of(Map.of("expression", value), "expression");
      assertEquals(Optional.of(value), settings.optional("expression"));
    }
  }

  @Test
  void sparkKeysMayBeginWithOtherSparkKeys() throws IOException {
    var file = write("s.conf", "spark { executor { memory = 4g }, ui.enabled = true }");
    var settings =
        load(file, Map.of("spark.speculation", "true", "spark.speculation.quantile", "0.9"));
    assertEquals(
        Map.of(
            "spark.executor.memory", "4g",
            "spark.ui.enabled", "true",
            "spark.speculation", "true",
            "spark.speculation.quantile", "0.9"),
        settings.spark());
  }

  @Test
  void theSavedConfigurationReadsBackAndHidesSecrets() {
    var settings =
        Settings.of(
            Map.of(
                "data.split", "val",
                "spark.hadoop.fs.s3a.secret.key", "hunter2",
                "spark.hadoop.fs.s3a.access.key", "AKIA",
                "spark.executor.memory", "4g"));
    var json = settings.toJson();
    assertFalse(json.contains("hunter2") || json.contains("AKIA"), json);
    var read = Settings.fromJson(json, "run.json");
    assertEquals("val", read.section("data", DataConfig.class).split());
    assertEquals("4g", read.spark().get("spark.executor.memory"));
    assertEquals(json, read.toJson());
  }

  @Test
  void keysOfEncryptionAndOptionsThatHoldASecretAreHiddenToo() {
    var settings =
        Settings.of(
            Map.of(
                "spark.hadoop.fs.s3a.encryption.key", "hunter2",
                "spark.hadoop.fs.azure.account.key.a.dfs.core.windows.net", "hunter3",
                "spark.executor.extraJavaOptions", "-Xss2m -Dstore.password=hunter4",
                "spark.driver.extraJavaOptions", "-Dlevel=4"));
    var json = settings.toJson();
    assertFalse(json.contains("hunter"), json);
    assertTrue(json.contains("-Dlevel=4"), json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3a://AKIA:hunter2@bucket/x",
        "s3a://AKIA:hun/ter2@bucket",
        "[\"/a\", \"s3a://AKIA:hunter2@bucket/x\"]"
      })
  void addressesWithALoginAreRefusedWithoutBeingTold(String address) {
    var error =
        assertThrows(
            ConfigurationException.class,
            () -> Settings.of(Map.of("train.pretrained", address), "run"));
    assertTrue(
        error.getMessage().startsWith("train.pretrained holds a login in an address."),
        error.getMessage());
    assertFalse(error.getMessage().contains("AKIA"), error.getMessage());
    assertFalse(error.getMessage().contains("hun"), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hdfs://host:8020/data@2",
        "abfss://container@account.dfs.core.windows.net/x",
        "s3a://bucket/a:b@c",
        "s3a://bucket",
        "spark://a:7077,b:7077",
        "what is at 10:30 @ noon?"
      })
  void otherAddressesAreNotTakenForLogins(String address) {
    assertEquals(Optional.of(address), Settings.of(Map.of("run", address), "run").optional("run"));
  }

  @Test
  void aSettingThatIsGivenAsAFileIsNotRepeated() {
    assertRefused(
        Path.of("spark.hadoop.fs.s3a.secret.key=hunter2"),
        Map.of(),
        "--conf takes a file; give spark.hadoop.fs.s3a.secret.key=… without --conf");
  }

  @Test
  void missingFilesAndArgumentsAreNamed() {
    assertRefused(folder.resolve("no.conf"), Map.of(), "no.conf: there is no such file");
    var error =
        assertThrows(ConfigurationException.class, () -> Settings.of(Map.of()).required("run"));
    assertTrue(error.getMessage().contains("run=…"), error.getMessage());
  }

  @Test
  void filesThatAreNotHoconAreRefusedWithTheLine() throws IOException {
    assertRefused(write("bad.conf", "data {\n  split = \n"), Map.of(), "bad.conf: 3");
  }

  @Test
  void everySectionOfTheDefaultsHasARecordOrIsFreeOnPurpose() {
    var sections = new java.util.TreeSet<>(Settings.reference().root().keySet());
    sections.removeAll(Sections.ALL.keySet());
    assertEquals(
        Set.of("model", "models", "spark"),
        sections.stream()
            .filter(name -> !name.equals("optimizer"))
            .collect(java.util.stream.Collectors.toSet()));
  }

  @Test
  void theModelLiesOverTheDefaultsThatItsNameChooses() throws IOException {
    var plain = Settings.of(Map.of("model.references.count", "5"));
    assertEquals("grm-net", plain.section("model").getString("name"));
    assertEquals(5, plain.section("model").getInt("references.count"));
    assertEquals(512, plain.section("model").getInt("image-size"));
    assertFalse(plain.toJson().contains("\"models\""), plain.toJson());

    assertRefused(
        write("m.conf", "model {\n name = grmnet }"),
        Map.of(),
        "model.name is \"grmnet\", expected one of: grm-net");
    assertRefused(null, Map.of("model.name", "grm-nt"), "did you mean grm-net?");
    assertRefused(
        null, Map.of("models.grm-net.image-size", "64"), "unknown key models; did you mean model?");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static Settings load(Path file, Map<String, String> overrides) {
    return Settings.load(Optional.ofNullable(file), overrides, Set.of());
  }

  private static void assertRefused(Path file, Map<String, String> overrides, String message) {
    var error = assertThrows(ConfigurationException.class, () -> load(file, overrides));
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }
}
