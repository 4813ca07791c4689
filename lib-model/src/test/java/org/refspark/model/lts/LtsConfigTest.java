package org.refspark.model.lts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.refspark.model.lts.LtsConfig.LocaliserChoices;
import org.refspark.model.lts.LtsConfig.LocaliserChoices.Kind;
import org.refspark.model.lts.LtsConfig.LocaliserChoices.Order;
import org.refspark.model.lts.LtsConfig.LocaliserChoices.Source;

class LtsConfigTest {
  private static LtsConfig config(
      int size, LtsConfig.FusionChoices fusion, LocaliserChoices localiser, double weight) {
    var tiny = TinyLts.config(TinyLts.filters(1), true, true);
    return new LtsConfig(
        size,
        tiny.norm(),
        tiny.normGroups(),
        tiny.backbone(),
        tiny.darknet(),
        tiny.resnet(),
        tiny.language(),
        fusion,
        localiser,
        tiny.segmentation(),
        new LtsConfig.LossChoices(weight),
        tiny.threshold());
  }

  private static void refuses(String beginning, Executable made) {
    var error = assertThrows(IllegalArgumentException.class, made);
    assertTrue(error.getMessage().startsWith(beginning), error.getMessage());
  }

  @Test
  void sizesOfTable6AreAllowed() {
    var fusion = TinyLts.config(TinyLts.filters(1), true, true).fusion();
    for (int size : List.of(320, 352, 384, 416, 448, 480)) {
      assertEquals(size, config(size, fusion, TinyLts.filters(1), 0.1).imageSize());
    }
    refuses("image-size is 400", () -> config(400, fusion, TinyLts.filters(1), 0.1));
  }

  @Test
  void choicesThatCannotGoTogetherAreRefused() {
    var none = TinyLts.localiser(Kind.NONE, Source.SENTENCE, 1, Order.SEQUENTIAL);
    var transformer = TinyLts.localiser(Kind.TRANSFORMER, Source.SENTENCE, 1, Order.SEQUENTIAL);
    var narrow = new LtsConfig.FusionChoices(true, 6, LtsConfig.Upsampling.NEAREST);
    var wide = new LtsConfig.FusionChoices(true, 8, LtsConfig.Upsampling.NEAREST);
    refuses("loss.localisation is 0.1", () -> config(64, wide, none, 0.1));
    refuses("fusion.channels is 6", () -> config(64, narrow, transformer, 0.1));
    refuses(
        "localiser.heads is 3",
        () ->
            config(
                64,
                wide,
                new LocaliserChoices(Kind.TRANSFORMER, Source.WORD, 1, Order.PARALLEL, 3, 8),
                0.1));
    config(64, wide, transformer, 0.1);
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    refuses("localiser.filters is 0", () -> TinyLts.filters(0));
    refuses(
        "fusion.channels is 7",
        () -> new LtsConfig.FusionChoices(true, 7, LtsConfig.Upsampling.NEAREST));
    refuses(
        "segmentation.rates is [6, 0]",
        () -> new LtsConfig.SegmentationChoices(true, List.of(6, 0), 8, LtsConfig.Prior.LOGITS));
    refuses("darknet.units is [1]", () -> new Darknet(8, List.of(2, 2, 2, 2, 2), List.of(1)));
    refuses("language.max-words is 0", () -> new LtsConfig.Language(0, 8, 8));
    refuses("loss.localisation is -1.0", () -> new LtsConfig.LossChoices(-1));
  }
}
