package org.refspark.jobs.evaluate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.refspark.data.Expression;
import org.refspark.data.ReferringImage;
import org.refspark.jobs.device.DeviceRule;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.watch.ExecutorWatch;
import org.refspark.model.Query;
import org.refspark.model.ReferringModel;

/**
 * Predicts and measures the pictures of a slice: each is read and encoded once for all its
 * expressions.
 */
final class PredictSlice implements Function<Slice, Slice.Outcome> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<ShardSet> shards;
  private final ModelFactory factory;
  private final DeviceRule rule;
  private final String weightsKey;
  private final Broadcast<float[]> weights;
  private final PredictionTable table;
  private final Protocol protocol;
  private final Scorer scorer;

  PredictSlice(
      Broadcast<ShardSet> shards,
      ModelFactory factory,
      DeviceRule rule,
      String weightsKey,
      Broadcast<float[]> weights,
      PredictionTable table,
      Protocol protocol,
      Scorer scorer) {
    this.shards = shards;
    this.factory = factory;
    this.rule = rule;
    this.weightsKey = weightsKey;
    this.weights = weights;
    this.table = table;
    this.protocol = protocol;
    this.scorer = scorer;
  }

  @Override
  public Slice.Outcome call(Slice slice) throws IOException {
    var predictions = new ArrayList<Prediction>();
    var records = new ArrayList<ExpressionRecord>();
    var images = new ArrayList<String>();
    long leftOut = 0;
    var device = rule.claim(factory.engine());
    try (var lent =
        ModelPool.ofThisMachine().borrow(factory, device, weightsKey, weights.value())) {
      for (var entry : slice.entries()) {
        var image = shards.value().read(entry);
        var wanted = wanted(image);
        var asked = protocol.permuted() ? permuted(image, wanted) : wanted;
        leftOut += wanted.expressions().size() - asked.expressions().size();
        var found = predict(lent.model(), asked);
        records.addAll(scorer.score(image, found));
        predictions.addAll(found);
        images.add(image.id());
      }
      lent.markWhole();
      ExecutorWatch.tellMemory();
    }
    var file = table.write(slice.number(), images, predictions);
    return new Slice.Outcome(file, leftOut, records);
  }

  private ReferringImage wanted(ReferringImage image) {
    return protocol.firstSentences() ? only(FirstSentences.ids(image), image) : image;
  }

  /** The words come from all expressions of the picture. */
  private ReferringImage permuted(ReferringImage image, ReferringImage wanted) {
    var ids = wanted.expressions().stream().map(Expression::id).collect(Collectors.toSet());
    return only(ids, new PermutedExpressions(protocol.seed()).of(image));
  }

  private static ReferringImage only(Set<String> ids, ReferringImage image) {
    return image.withExpressions(
        image.expressions().stream().filter(e -> ids.contains(e.id())).toList());
  }

  private List<Prediction> predict(ReferringModel model, ReferringImage image) {
    if (image.expressions().isEmpty()) {
      return List.of();
    }
    int size = protocol.maskSize();
    var answers = model.detect(Query.all(image), size);
    var predictions = new ArrayList<Prediction>();
    for (int i = 0; i < answers.size(); i++) {
      var expression = image.expressions().get(i);
      predictions.add(
          new Prediction(
              image.id(),
              expression.id(),
              expression.text(),
              expression.targets(),
              size == 0 ? image.width() : size,
              size == 0 ? image.height() : size,
              answers.get(i)));
    }
    return predictions;
  }
}
