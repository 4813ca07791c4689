package org.refspark.jobs.export;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.refspark.jobs.command.Table;
import org.refspark.jobs.evaluate.MetricsDocument;
import org.refspark.jobs.evaluate.TrainedModel;
import org.refspark.jobs.train.RunRecord;

/** {@code MODEL_CARD.md}: what the documents of a run say of its model, for people. */
final class ModelCard {
  static final String INTENDED_USE = "intended-use";
  private static final int WORST = 5;

  private final TrainedModel trained;
  private final Evaluations evaluations;
  private final Optional<String> licence;
  private final Optional<String> intendedUse;
  private final StringBuilder text = new StringBuilder();

  /**
   * @param licence what the shards say of their pictures; empty where they could not be asked
   * @param intendedUse as whoever exports says it
   */
  ModelCard(
      TrainedModel trained,
      Evaluations evaluations,
      Optional<String> licence,
      Optional<String> intendedUse) {
    this.trained = trained;
    this.evaluations = evaluations;
    this.licence = licence;
    this.intendedUse = intendedUse;
  }

  /** The name of a run's network. */
  static String model(RunRecord run) {
    return run.configuration().path("model").path("name").asText("model");
  }

  /** In Markdown. */
  String text() {
    var run = trained.run();
    var data = run.data();
    line("# %s, trained on %s", model(run), data.dataSet());
    line(
        "Made by `refspark export` from the documents of the run; what they do not say is not here.");
    facts();
    line("## Intended use");
    line(
        "To find the pixels that an expression means in a picture. It has learnt from split %s of"
            + " %s, and %s.",
        data.split(), data.dataSet(), measuredOn());
    line("%s", intendedUse.orElse("Who exported it has stated no use beyond that."));
    data();
    metrics();
    limits();
    versions();
    return text.toString().stripTrailing() + "\n";
  }

  private void facts() {
    var table = new Table("", "");
    table.row("checkpoint", trained.checkpoint().split(" ")[0]);
    table.row("values", String.format(Locale.ROOT, "%,d (float32)", trained.weights().length));
    table.row("weights", "`weights.safetensors`, SHA-256 " + hash());
    table.row("begun", trained.run().created());
    line("%s", table);
  }

  private String hash() {
    var named = trained.checkpoint();
    return named.substring(named.indexOf(' ') + 1);
  }

  private String measuredOn() {
    var names = evaluations.documents().stream().map(MetricsDocument::split).toList();
    return names.isEmpty()
        ? "this checkpoint has not been measured"
        : "has been measured on " + String.join(", ", names);
  }

  private void data() {
    var data = trained.run().data();
    line("## Data and licence");
    var table = new Table("", "");
    table.row("data set", cell(data.dataSet()) + ", split " + cell(data.split()));
    table.row("pictures", String.format(Locale.ROOT, "%,d", data.pictures()));
    table.row("expressions", String.format(Locale.ROOT, "%,d", data.expressions()));
    table.row("categories", Integer.toString(data.categories().size()));
    table.row("hash of the shards", data.hash());
    line("%s", table);
    line(
        "%s",
        licence
            .map(note -> "Licence note of the shards: " + note)
            .orElse(
                "The shards could not be asked for their licence note when this was written; ask"
                    + " the publisher of the data set."));
    int files = trained.run().configuration().path("train").path("pretrained").size();
    if (files > 0) {
      line(
          "Training began with weights of %d other %s, which may have licences of their own:"
              + " `train.pretrained` in `configuration.json`.",
          files, files == 1 ? "file" : "files");
    }
  }

  private void metrics() {
    line("## Metrics");
    if (evaluations.documents().isEmpty()) {
      line("This checkpoint has not been measured: `refspark evaluate`, then export again.");
    }
    for (var document : evaluations.documents()) {
      line("### %s", document.split());
      line(
          "%,d expressions; %s. In percent, with 95 %% intervals.",
          document.expressions(), document.convention().line());
      var table = new Table("metric", "value", "95 % interval");
      document
          .metrics()
          .forEach(
              (name, value) -> {
                var interval = document.intervals().get(name);
                table.row(
                    name,
                    percent(value),
                    interval == null
                        ? ""
                        : percent(interval.low()) + " – " + percent(interval.high()));
              });
      line("%s", table);
      document.notes().forEach(note -> line("%s", note));
      document
          .conventions()
          .forEach((name, meaning) -> text.append("- **%s**: %s\n".formatted(name, meaning)));
      text.append('\n');
    }
    evaluations.leftOut().forEach(note -> line("Left out: %s.", note));
  }

  private void limits() {
    var data = trained.run().data();
    line("## Limits");
    if (trained.run().files().isEmpty()) {
      item(
          "It knows the words of `vocabulary.txt` (%,d with its marks); others are read as one and"
              + " the same unknown word.",
          data.vocabulary().size());
    }
    item("Pictures and expressions unlike those of %s have not been tried.", data.dataSet());
    for (var document : evaluations.documents()) {
      weakest(document);
    }
    text.append('\n');
  }

  /** Where it does worst, by the first of the main measures. */
  private void weakest(MetricsDocument document) {
    var measure = document.mainMetrics().get(0);
    document
        .breakdown()
        .forEach(
            (property, groups) -> {
              var worst =
                  groups.entrySet().stream()
                      .filter(group -> group.getValue().metrics().containsKey(measure))
                      .sorted(
                          Comparator.comparingDouble(
                              (Map.Entry<String, MetricsDocument.Group> group) ->
                                  group.getValue().metrics().get(measure)))
                      .limit(groups.size() > WORST ? WORST : 1)
                      .map(
                          group ->
                              "%s %s (%,d expressions)"
                                  .formatted(
                                      group.getKey(),
                                      percent(group.getValue().metrics().get(measure)),
                                      group.getValue().expressions()))
                      .toList();
              if (!worst.isEmpty() && groups.size() > 1) {
                item(
                    "%s on %s is lowest by %s: %s.",
                    measure, document.split(), property, String.join(", ", worst));
              }
            });
  }

  private void versions() {
    line("## Provenance");
    var table = new Table("", "");
    new TreeMap<>(trained.run().versions()).forEach(table::row);
    table.row("seed", trained.run().configuration().path("train").path("seed").asText("unknown"));
    trained.run().files().forEach((key, sha256) -> table.row("file of " + key, sha256));
    line("%s", table);
    line("All settings: `configuration.json`. Hashes of all files: `package.json`.");
  }

  private void line(String template, Object... values) {
    text.append(String.format(Locale.ROOT, template, values).stripTrailing()).append("\n\n");
  }

  private void item(String template, Object... values) {
    text.append("- ").append(String.format(Locale.ROOT, template, values)).append('\n');
  }

  private static String percent(double value) {
    return String.format(Locale.ROOT, "%.2f", 100 * value);
  }

  private static String cell(String value) {
    return value.replace("|", "\\|").replace('\n', ' ');
  }
}
