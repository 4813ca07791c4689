package org.refspark.jobs.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.Settings;
import org.refspark.model.grmnet.GrmNetConfig;
import org.refspark.model.grmnet.ReferenceSelection;
import org.refspark.model.grmnet.VectorForm;
import org.refspark.model.nn.Norm;
import org.refspark.model.nn.ResNet;

class ModelSettingsTest {
  private static final Path CONF = Path.of(System.getProperty("project.root", ".."), "conf");

  private static GrmNetConfig load(String file) {
    return grmNet(
        Settings.load(Optional.of(CONF.resolve("grm-net").resolve(file)), Map.of(), Set.of()));
  }

  private static GrmNetConfig grmNet(Settings settings) {
    return ((GrmNetArchitecture) Architecture.of(settings.section("model"))).config();
  }

  @Test
  void defaultsAreThePapersModel() {
    var config = grmNet(Settings.of(Map.of()));
    var backbone =
        new ResNet(List.of(3, 4, 23, 3), 64, 64, 4, 1, ResNet.Stem.DEEP, ResNet.StridePlace.FIRST);
    var language =
        new GrmNetConfig.Language(15, 256, 512, 512, GrmNetConfig.FinalState.LAST_STEP, 256, 0.1);
    var rpn =
        new GrmNetConfig.Rpn(
            256,
            List.of(32, 64, 128, 256, 512),
            List.of(0.5, 1.0, 2.0),
            0.7,
            0.5,
            256,
            0.5,
            2000,
            1000,
            1000,
            1000,
            0.5);
    var references =
        new GrmNetConfig.References(
            10,
            ReferenceSelection.CONSISTENCY,
            VectorForm.CENTRE_5,
            true,
            GrmNetConfig.TrainingReferences.PAPER);
    assertEquals(
        new GrmNetConfig(
            512,
            GrmNetConfig.Resize.BILINEAR,
            46,
            Norm.BATCH,
            32,
            backbone,
            new GrmNetConfig.Pyramid(256, 2),
            language,
            rpn,
            references,
            new GrmNetConfig.Roi(256, 0.25, 0.5, 224, 0, 4, 1024, 256, 4, 256),
            new GrmNetConfig.LossChoices(
                GrmNetConfig.MaskTarget.CROP, GrmNetConfig.ClassWeights.UNIFORM),
            new GrmNetConfig.Detect(0.1, 0.5, 0.9, 100, 0.5)),
        config);
  }

  @ParameterizedTest
  @CsvSource({
    "table2-1-distance, 10, DISTANCE, CENTRE_5, true",
    "table2-2-plain, 0, CONSISTENCY, CENTRE_5, false",
    "table2-3-position, 0, CONSISTENCY, CENTRE_5, true",
    "table2-4-k5, 5, CONSISTENCY, CENTRE_5, true",
    "table2-5-k20, 20, CONSISTENCY, CENTRE_5, true",
    "table2-6-three-numbers, 10, CONSISTENCY, CENTRE_3, true",
    "table2-7-full, 10, CONSISTENCY, CENTRE_5, true"
  })
  void rowsOfTheTableDifferInTheirReferencesOnly(
      String file, int count, ReferenceSelection selection, VectorForm form, boolean position) {
    var row = load(file + ".conf");
    assertEquals(
        new GrmNetConfig.References(
            count, selection, form, position, GrmNetConfig.TrainingReferences.PAPER),
        row.references());
    var paper = load("paper.conf");
    assertEquals(paper.roi(), row.roi());
    assertEquals(paper.rpn(), row.rpn());
    assertEquals(paper.backbone(), row.backbone());
  }

  @Test
  void everySettingsFileOfOneRunIsWhole() throws IOException {
    try (var files = Files.walk(CONF)) {
      // A sweep's files are laid over another file; the sweeps' own test reads them so.
      var all =
          files
              .filter(file -> file.toString().endsWith(".conf"))
              .filter(file -> !file.startsWith(CONF.resolve("sweep")))
              .sorted()
              .toList();
      assertTrue(all.size() >= 12, () -> "settings files: " + all);
      // Retraining's files build on the registry that the command is given.
      var given = Map.of("registry", "registry");
      for (var file : all) {
        Architecture.of(Settings.load(Optional.of(file), given, given.keySet()).section("model"));
      }
    }
  }

  @Test
  void unknownKeyOfTheModelIsNamedWithTheNearestKnownOne() {
    var settings = Settings.of(Map.of("model.references.cuont", "5"));
    var error =
        assertThrows(
            ConfigurationException.class, () -> Architecture.of(settings.section("model")));
    assertTrue(error.getMessage().contains("cuont"), error.getMessage());
    assertTrue(error.getMessage().contains("count"), error.getMessage());
  }

  @Test
  void valueOutOfRangeIsRefusedWithItsKey() {
    var settings = Settings.of(Map.of("model.image-size", "100"));
    var error =
        assertThrows(
            ConfigurationException.class, () -> Architecture.of(settings.section("model")));
    assertTrue(error.getMessage().contains("image-size"), error.getMessage());
    assertTrue(error.getMessage().contains("64"), error.getMessage());
  }
}
