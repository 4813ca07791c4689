package org.refspark.model.lts;

import java.util.List;
import org.refspark.model.nn.Norm;
import org.refspark.model.nn.ResNet;

/** LTS with a handful of channels. */
final class TinyLts {
  private TinyLts() {}

  static LtsConfig.LocaliserChoices filters(int count) {
    return localiser(
        LtsConfig.LocaliserChoices.Kind.FILTER,
        LtsConfig.LocaliserChoices.Source.SENTENCE,
        count,
        LtsConfig.LocaliserChoices.Order.SEQUENTIAL);
  }

  static LtsConfig.LocaliserChoices localiser(
      LtsConfig.LocaliserChoices.Kind kind,
      LtsConfig.LocaliserChoices.Source source,
      int count,
      LtsConfig.LocaliserChoices.Order order) {
    return new LtsConfig.LocaliserChoices(kind, source, count, order, 2, 8);
  }

  static LtsConfig config(LtsConfig.LocaliserChoices localiser, boolean multiply, boolean refine) {
    boolean located = localiser.kind() != LtsConfig.LocaliserChoices.Kind.NONE;
    return new LtsConfig(
        64,
        Norm.GROUP,
        4,
        LtsConfig.Backbone.DARKNET,
        new Darknet(8, List.of(8, 16, 16, 24, 32), List.of(0, 0, 1, 1, 1)),
        new ResNet(List.of(1, 1, 1, 1), 8, 4, 2, 1, ResNet.Stem.PLAIN, ResNet.StridePlace.MIDDLE),
        new LtsConfig.Language(6, 12, 8),
        new LtsConfig.FusionChoices(multiply, 24, LtsConfig.Upsampling.NEAREST),
        localiser,
        new LtsConfig.SegmentationChoices(refine, List.of(1, 2, 3), 16, LtsConfig.Prior.LOGITS),
        new LtsConfig.LossChoices(located && refine ? 1 : 0),
        0.5);
  }
}
