package org.refspark.model.grmnet;

import java.util.List;
import java.util.stream.IntStream;
import org.refspark.data.Expression;
import org.refspark.data.ReferringImage;
import org.refspark.data.synthetic.SceneGenerator;
import org.refspark.data.text.Vocabulary;
import org.refspark.model.nn.Norm;
import org.refspark.model.nn.ResNet;

/** A GRM-Net small enough for tests, and generated scenes for it. */
final class TinyGrmNet {
  private TinyGrmNet() {}

  static GrmNetConfig config(int references, boolean position) {
    return new GrmNetConfig(
        128,
        GrmNetConfig.Resize.AREA,
        46,
        Norm.GROUP,
        4,
        new ResNet(List.of(1, 1, 1, 1), 8, 8, 4, 1, ResNet.Stem.DEEP, ResNet.StridePlace.MIDDLE),
        new GrmNetConfig.Pyramid(32, 3),
        new GrmNetConfig.Language(
            15, 16, 16, 16, GrmNetConfig.FinalState.CONCAT_FINAL_STATES, 16, 0),
        new GrmNetConfig.Rpn(
            32,
            List.of(16, 32, 64, 100),
            List.of(0.5, 1.0, 2.0),
            0.6,
            0.4,
            64,
            0.5,
            200,
            200,
            40,
            30,
            0.6),
        new GrmNetConfig.References(
            references,
            ReferenceSelection.CONSISTENCY,
            VectorForm.CENTRE_5,
            position,
            GrmNetConfig.TrainingReferences.PAPER),
        new GrmNetConfig.Roi(16, 0.25, 0.5, 56, 2, 1, 64, 32, 1, 32),
        new GrmNetConfig.LossChoices(
            GrmNetConfig.MaskTarget.INK_SHARE, GrmNetConfig.ClassWeights.UNIFORM),
        new GrmNetConfig.Detect(0.1, 0.5, 0.9, 10, 0.5));
  }

  static List<ReferringImage> scenes(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(number -> SceneGenerator.scene(11, "train", number).toReferringImage())
        .toList();
  }

  static Vocabulary vocabulary(List<ReferringImage> scenes) {
    return Vocabulary.of(
        scenes.stream().flatMap(s -> s.expressions().stream()).map(Expression::text).toList());
  }

  static GrmNet network(
      GrmNetConfig config, List<ReferringImage> scenes, int pictures, int expressions) {
    return new GrmNet(config, vocabulary(scenes), pictures, expressions, new double[0], 5);
  }
}
