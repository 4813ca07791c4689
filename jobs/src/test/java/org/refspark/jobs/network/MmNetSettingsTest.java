package org.refspark.jobs.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.refspark.jobs.config.Settings;
import org.refspark.model.clip.ClipResNetConfig;
import org.refspark.model.clip.ClipVitConfig;
import org.refspark.model.mmnet.MmNetConfig;
import org.refspark.model.mmnet.MmNetConfig.Backbone;
import org.refspark.model.mmnet.MmNetConfig.ScoreKind;
import org.refspark.model.nn.Norm;
import org.refspark.model.optim.GroupRule;
import org.refspark.model.optim.OptimizerConfig;

class MmNetSettingsTest {
  private static final Path CONF =
      Path.of(System.getProperty("project.root", ".."), "conf", "mmnet");

  static Stream<String> files() throws IOException {
    try (var files = Files.list(CONF)) {
      return files
          .map(file -> file.getFileName().toString().replace(".conf", ""))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static Settings settings(String file, Map<String, String> overrides) {
    return Settings.load(Optional.of(CONF.resolve(file + ".conf")), overrides, Set.of());
  }

  private static MmNetConfig mmnet(Settings settings) {
    return ((MmNetArchitecture) Architecture.of(settings.section("model"))).config();
  }

  private static MmNetConfig load(String file) {
    return mmnet(settings(file, Map.of()));
  }

  private static OptimizerConfig optimizer(String file) {
    return settings(file, Map.of()).section("optimizer", OptimizerConfig.class);
  }

  @Test
  void defaultsAreTheModelOfThePapersAblations() {
    var defaults =
        new MmNetConfig(
            480,
            17,
            Backbone.RN50,
            true,
            new ClipResNetConfig(List.of(3, 4, 6, 3), 64, 32, 1024, 7),
            new ClipVitConfig(16, 768, 12, 12, 512, 14),
            new MmNetConfig.Text(Optional.empty(), 77, 512, 12, 8),
            Norm.BATCH,
            32,
            new MmNetConfig.Pyramid(512, 1024, 512),
            new MmNetConfig.Neck(256, 512, 1024, true),
            new MmNetConfig.Queries(24, true, false),
            new MmNetConfig.Decoder(3, 8, 2048, 0.1, true),
            new MmNetConfig.Masks(
                256,
                MmNetConfig.ProjectorHead.CRIS,
                true,
                MmNetConfig.KernelActivation.RELU,
                MmNetConfig.MaskActivation.NONE),
            new MmNetConfig.Scores(ScoreKind.ESTIMATED, 8),
            0.35);
    assertEquals(defaults, mmnet(Settings.of(Map.of("model.name", "mmnet"))));
    assertEquals(defaults, load("rn50"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyFileIsAnMmNet(String file) {
    assertTrue(load(file).queries().count() >= 1, file);
    assertEquals(OptimizerConfig.Kind.ADAM, optimizer(file).kind(), file);
  }

  @ParameterizedTest
  @CsvSource({"paper, VIT_B16", "vit-l14, VIT_L14", "rn101, RN101", "rn50, RN50"})
  void publishedEncodersHaveAFileEach(String file, Backbone backbone) {
    assertEquals(backbone, load(file).backbone());
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "4", "8", "16", "24", "32"})
  void rowsOfTable2DifferInTheirQueries(int queries) {
    assertEquals(queries, load("table2-nq" + queries).queries().count());
  }

  @ParameterizedTest
  @CsvSource({"8", "16", "24"})
  void rowsOfTable3SumMasksOrQueries(int queries) {
    for (boolean multiple : new boolean[] {true, false}) {
      var row = load("table3-nq" + queries + (multiple ? "-masks" : "-one-mask"));
      assertEquals(queries, row.queries().count());
      assertEquals(multiple, row.masks().multiple());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "full, true, ESTIMATED",
    "no-fvg, false, ESTIMATED",
    "no-mqe, true, SUM",
    "neither, false, SUM"
  })
  void rowsOfTable4DifferInGlobalVisionAndEstimator(String file, boolean global, ScoreKind kind) {
    var row = load("table4-" + file);
    assertEquals(global, row.queries().globalVision());
    assertEquals(kind, row.scores().kind());
  }

  @Test
  void clipLearnsMoreSlowlyUnlessThePrintedRateIsAskedFor() {
    assertEquals(
        List.of("clip", "clip-norm", "clip-bias"),
        optimizer("paper").groups().stream().map(GroupRule::group).toList());
    assertEquals(1e-4, optimizer("paper").rate());
    assertEquals(0.1, optimizer("paper").groups().get(0).rateFactor());
    assertEquals(1e-5, optimizer("rates-published").rate());
    assertEquals(List.of(), optimizer("rates-published").groups());
  }

  @Test
  void publishedVocabularyIsAFileOfTheNetwork() {
    var settings = settings("rn50", Map.of("model.text.vocabulary", "bpe.txt.gz"));
    assertEquals(
        Map.of("model.text.vocabulary", "bpe.txt.gz"),
        Architecture.of(settings.section("model")).files());
    assertEquals(Map.of(), Architecture.of(settings("rn50", Map.of()).section("model")).files());
  }
}
