package org.refspark.jobs.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.refspark.jobs.config.Settings;
import org.refspark.model.lts.Darknet;
import org.refspark.model.lts.LtsConfig;
import org.refspark.model.lts.LtsConfig.LocaliserChoices;
import org.refspark.model.lts.LtsConfig.LocaliserChoices.Kind;
import org.refspark.model.lts.LtsConfig.LocaliserChoices.Source;
import org.refspark.model.nn.Norm;
import org.refspark.model.nn.ResNet;

class LtsSettingsTest {
  private static final Path CONF = Path.of(System.getProperty("project.root", ".."), "conf", "lts");

  private static LtsConfig lts(Settings settings) {
    return ((LtsArchitecture) Architecture.of(settings.section("model"))).config();
  }

  private static LtsConfig load(String file) {
    return lts(Settings.load(Optional.of(CONF.resolve(file + ".conf")), Map.of(), Set.of()));
  }

  @Test
  void defaultsAreThePapersModel() {
    assertEquals(
        new LtsConfig(
            416,
            Norm.BATCH,
            32,
            LtsConfig.Backbone.DARKNET,
            new Darknet(32, List.of(64, 128, 256, 512, 1024), List.of(1, 2, 8, 8, 4)),
            new ResNet(
                List.of(3, 4, 23, 3), 64, 64, 4, 1, ResNet.Stem.PLAIN, ResNet.StridePlace.MIDDLE),
            new LtsConfig.Language(15, 300, 512),
            new LtsConfig.FusionChoices(true, 1024, LtsConfig.Upsampling.NEAREST),
            new LocaliserChoices(
                Kind.FILTER, Source.SENTENCE, 1, LocaliserChoices.Order.SEQUENTIAL, 4, 1024),
            new LtsConfig.SegmentationChoices(
                true, List.of(6, 12, 18), 256, LtsConfig.Prior.LOGITS),
            new LtsConfig.LossChoices(0.1),
            0.25),
        lts(Settings.of(Map.of("model.name", "lts"))));
    assertEquals(lts(Settings.of(Map.of("model.name", "lts"))), load("paper"));
  }

  @ParameterizedTest
  @CsvSource({
    "table2-1-fusion, true, NONE, false, 0",
    "table2-2-filter, false, FILTER, false, 0",
    "table2-3-fusion-filter, true, FILTER, false, 0",
    "table2-4-fusion-segmentation, true, NONE, true, 0",
    "table2-5-filter-segmentation, false, FILTER, true, 0",
    "table2-6-no-localisation-loss, true, FILTER, true, 0",
    "table2-7-full, true, FILTER, true, 0.1"
  })
  void rowsOfTable2DifferInTheirParts(
      String file, boolean multiply, Kind kind, boolean refine, double localisation) {
    var row = load(file);
    assertEquals(multiply, row.fusion().multiply());
    assertEquals(kind, row.localiser().kind());
    assertEquals(refine, row.segmentation().refine());
    assertEquals(localisation, row.loss().localisation());
    assertEquals(load("paper").darknet(), row.darknet());
  }

  @ParameterizedTest
  @CsvSource({
    "table4-filter, 416, FILTER, SENTENCE, 1",
    "table4-transformer, 416, TRANSFORMER, SENTENCE, 1",
    "table5-n1, 416, FILTER, SENTENCE, 1",
    "table5-n2, 416, FILTER, SENTENCE, 2",
    "table5-n3, 416, FILTER, SENTENCE, 3",
    "table5-word, 416, FILTER, WORD, 1",
    "table6-320, 320, FILTER, SENTENCE, 1",
    "table6-352, 352, FILTER, SENTENCE, 1",
    "table6-384, 384, FILTER, SENTENCE, 1",
    "table6-416, 416, FILTER, SENTENCE, 1",
    "table6-448, 448, FILTER, SENTENCE, 1",
    "table6-480, 480, FILTER, SENTENCE, 1",
    "table7-star, 480, TRANSFORMER, SENTENCE, 2"
  })
  void rowsOfTheOtherTablesDifferInSizeAndLocaliser(
      String file, int size, Kind kind, Source source, int filters) {
    var row = load(file);
    assertEquals(size, row.imageSize());
    assertEquals(kind, row.localiser().kind());
    assertEquals(source, row.localiser().source());
    assertEquals(filters, row.localiser().filters());
    assertEquals(load("paper").segmentation(), row.segmentation());
  }
}
