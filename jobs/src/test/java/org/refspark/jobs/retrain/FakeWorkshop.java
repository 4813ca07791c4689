package org.refspark.jobs.retrain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.refspark.jobs.registry.Registry;
import org.refspark.jobs.registry.Version;
import org.refspark.jobs.storage.Sha256;
import org.refspark.jobs.storage.Storage;

/**
 * Does a tick's work without networks: writes files whose content follows from what it was given,
 * and models come to what the test says.
 */
final class FakeWorkshop implements Workshop {
  static final String METRIC = "mIoU";

  /**
   * What a model comes to.
   *
   * @param value of the metric
   * @param tree the metric of one category
   * @param expressions that were measured, of 40
   * @param finite whether its weights are numbers
   * @param failure of its training; empty for none
   * @param pValue of its difference from the champion
   */
  record Quality(
      double value, double tree, long expressions, boolean finite, String failure, double pValue) {
    static Quality of(double value) {
      return new Quality(value, value, 40, true, "", 0.001);
    }

    Quality withTree(double other) {
      return new Quality(value, other, expressions, finite, failure, pValue);
    }

    Quality withExpressions(long other) {
      return new Quality(value, tree, other, finite, failure, pValue);
    }

    Quality withWeightsThatAreNoNumbers() {
      return new Quality(value, tree, expressions, false, failure, pValue);
    }

    Quality withFailure(String why) {
      return new Quality(value, tree, expressions, finite, why, pValue);
    }

    Quality withPValue(double other) {
      return new Quality(value, tree, expressions, finite, failure, other);
    }
  }

  final Map<String, Quality> qualities = new HashMap<>();
  final List<String> calls = new ArrayList<>();
  String frozen = "f00df00df00df00d";

  /** What happens while a package is written. */
  Runnable exporting = () -> {};

  @Override
  public List<String> hashes(Storage folder, List<String> paths) throws IOException {
    calls.add("hashes " + name(folder));
    var hashes = new ArrayList<String>();
    for (var path : paths) {
      hashes.add(Sha256.of(folder.read(path, 1 << 20)));
    }
    return hashes;
  }

  @Override
  public String frozen() {
    return frozen;
  }

  @Override
  public Shards shard(Storage published, Storage shards) throws IOException {
    calls.add("shard " + name(published));
    var content = published.read("data.txt", 1 << 20);
    shards.write("part", content);
    shards.write("manifest", Sha256.of(content).getBytes(UTF_8));
    return new Shards(Sha256.of(content), 10, 10 * content.length);
  }

  @Override
  public Trained train(List<Storage> shards, Optional<Version> parent, Storage model)
      throws IOException {
    var from = new ArrayList<String>();
    for (var folder : shards) {
      from.add(new String(folder.read("part", 1 << 20), UTF_8));
    }
    var learnt = String.join("+", from) + parent.map(p -> " after " + p.name()).orElse("");
    calls.add("train " + learnt);
    model.write("run/run", learnt.getBytes(UTF_8));
    model.write("run/params", Sha256.of(learnt.getBytes(UTF_8)).getBytes(UTF_8));
    var quality = quality(model);
    return quality.failure().isEmpty()
        ? new Trained("data of " + learnt, 10, 20, "rounds/000001 x", quality.finite(), "")
        : new Trained("data of " + learnt, 10, 20, "", false, quality.failure());
  }

  @Override
  public Examined examine(Storage model, String checkpoint) throws IOException {
    calls.add("examine " + name(model));
    var quality = quality(model);
    model.write("run/eval/metrics", Double.toString(quality.value()).getBytes(UTF_8));
    return new Examined(
        "test",
        frozen,
        METRIC,
        quality.expressions(),
        40,
        Map.of(METRIC, quality.value()),
        Map.of(
            "tree", new Category(30, quality.tree()),
            // Of too few expressions to be looked at.
            "sun", new Category(3, quality.value() > 0.5 ? 0 : 1)));
  }

  @Override
  public Version.Comparison compare(Version champion, Storage candidate, Examined examined) {
    double before = qualities.getOrDefault(champion.name(), Quality.of(0.5)).value();
    double difference = quality(candidate).value() - before;
    return new Version.Comparison(
        champion.name(),
        before,
        difference,
        difference - 0.01,
        difference + 0.01,
        quality(candidate).pValue());
  }

  @Override
  public void export(Storage model, String checkpoint) throws IOException {
    exporting.run();
    model.write(Registry.PACKAGE + "/package.json", checkpoint.getBytes(UTF_8));
  }

  private Quality quality(Storage model) {
    return qualities.getOrDefault(name(model), Quality.of(0.5));
  }

  private static String name(Storage folder) {
    return new Path(folder.place()).getName();
  }
}
