package org.refspark.model.mmnet;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.refspark.data.Expression;
import org.refspark.data.ReferringImage;
import org.refspark.data.text.MarkedWordTokenizer;
import org.refspark.data.text.Tokenizer;
import org.refspark.data.text.Vocabulary;
import org.refspark.model.clip.ClipResNetConfig;
import org.refspark.model.clip.ClipVitConfig;
import org.refspark.model.nn.Norm;
import org.refspark.model.onemask.OneMaskModel;

/** An MMNet small enough for tests, and pictures for it. */
final class TinyMmNet {
  static final MmNetConfig.Masks PUBLISHED_MASKS =
      masks(true, MmNetConfig.KernelActivation.RELU, MmNetConfig.MaskActivation.NONE);
  static final MmNetConfig.Queries PUBLISHED_QUERIES = new MmNetConfig.Queries(4, true, false);
  static final MmNetConfig.Scores ESTIMATED = scores(MmNetConfig.ScoreKind.ESTIMATED);

  private TinyMmNet() {}

  static MmNetConfig.Masks masks(
      boolean multiple,
      MmNetConfig.KernelActivation kernel,
      MmNetConfig.MaskActivation activation) {
    return new MmNetConfig.Masks(16, MmNetConfig.ProjectorHead.CRIS, multiple, kernel, activation);
  }

  static MmNetConfig.Scores scores(MmNetConfig.ScoreKind kind) {
    return new MmNetConfig.Scores(kind, 4);
  }

  static MmNetConfig config(MmNetConfig.Backbone backbone) {
    return config(backbone, PUBLISHED_QUERIES, PUBLISHED_MASKS, ESTIMATED);
  }

  static MmNetConfig config(
      MmNetConfig.Backbone backbone,
      MmNetConfig.Queries queries,
      MmNetConfig.Masks masks,
      MmNetConfig.Scores scores) {
    return new MmNetConfig(
        96,
        17,
        backbone,
        true,
        new ClipResNetConfig(List.of(1, 1, 1, 1), 8, 4, 32, 3),
        new ClipVitConfig(14, 32, 2, 4, 32, 3),
        new MmNetConfig.Text(Optional.empty(), 20, 32, 1, 4),
        Norm.GROUP,
        4,
        new MmNetConfig.Pyramid(16, 32, 32),
        new MmNetConfig.Neck(16, 32, 32, true),
        queries,
        new MmNetConfig.Decoder(1, 4, 64, 0, true),
        masks,
        scores,
        0.35);
  }

  static List<ReferringImage> pictures(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(Squares::picture).toList();
  }

  static Tokenizer tokenizer(List<ReferringImage> pictures) {
    return new MarkedWordTokenizer(
        Vocabulary.of(
            pictures.stream()
                .flatMap(p -> p.expressions().stream())
                .map(Expression::text)
                .toList()));
  }

  static OneMaskModel model(
      MmNetConfig config, List<ReferringImage> pictures, int batchPictures, int expressions) {
    var tokenizer = tokenizer(pictures);
    return new OneMaskModel(
        new MmNet(config, tokenizer.size()), tokenizer, batchPictures, expressions, 5);
  }
}
