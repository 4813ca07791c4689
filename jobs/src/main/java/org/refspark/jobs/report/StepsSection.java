package org.refspark.jobs.report;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.refspark.data.ReferringImage;
import org.refspark.data.image.Pictures;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.evaluate.ExpressionResult;
import org.refspark.jobs.evaluate.ModelFactories;
import org.refspark.jobs.evaluate.PredictionTable;
import org.refspark.jobs.evaluate.TrainedModel;
import org.refspark.jobs.report.page.Html;
import org.refspark.jobs.report.page.InlinePicture;
import org.refspark.jobs.report.picture.ExplanationFigure;
import org.refspark.jobs.report.picture.Panel;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.storage.Storage;
import org.refspark.model.Explainable;
import org.refspark.model.Explanation;
import org.refspark.model.Query;

/** How answers came about, step by step: one that is right and one that is not. */
final class StepsSection {
  private static final int WIDTH = 440;
  private static final int QUERY_WIDTH = 260;
  private static final Logger LOG = LogManager.getLogger(StepsSection.class);

  private final Storage run;
  private final EvaluateConfig config;
  private final ModelFactories factories;

  StepsSection(Storage run, EvaluateConfig config, ModelFactories factories) {
    this.run = run;
    this.config = config;
    this.factories = factories;
  }

  /**
   * The section; none where the model cannot be loaded or does not explain itself.
   *
   * @param predictions of that evaluation: answers are explained with its threshold of masks
   * @param results of that evaluation, on these shards
   */
  Optional<String> of(
      ShardSet shards, PredictionTable.Manifest predictions, List<ExpressionResult> results) {
    var choices = choose(results);
    if (choices.isEmpty()) {
      return Optional.empty();
    }
    try {
      var trained = TrainedModel.load(run, predictions, factories);
      try (var model = trained.open()) {
        if (!(model instanceof Explainable explainable)) {
          return Optional.empty();
        }
        var html = new StringBuilder();
        for (var choice : choices) {
          html.append(draw(explainable, trained, image(shards, choice), choice));
        }
        return html.isEmpty() ? Optional.empty() : Optional.of(html.toString());
      }
    } catch (IOException | IllegalStateException e) {
      LOG.warn("The report does not show the steps of an answer: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** A good answer to a long expression, where the model has something to do; and a bad one. */
  private static List<ExpressionResult> choose(List<ExpressionResult> results) {
    var rank = GallerySelection.Rank.of(results);
    var byLength =
        Comparator.comparing((ExpressionResult r) -> r.text().strip().split("\\s+").length)
            .thenComparing(ExpressionResult::expression);
    var coarse = Comparator.comparingLong((ExpressionResult r) -> Math.round(5 * rank.value(r)));
    var good = results.stream().max(coarse.thenComparing(byLength));
    var bad = results.stream().min(coarse.thenComparing(byLength.reversed()));
    return Stream.concat(good.stream(), bad.stream()).distinct().toList();
  }

  private static ReferringImage image(ShardSet shards, ExpressionResult result) throws IOException {
    var entry =
        shards.entries().stream()
            .filter(e -> e.id().equals(result.image()))
            .findFirst()
            .orElseThrow(() -> new IOException("picture " + result.image() + " is gone"));
    return shards.read(entry);
  }

  private String draw(
      Explainable model, TrainedModel trained, ReferringImage image, ExpressionResult result)
      throws IOException {
    int position =
        IntStream.range(0, image.expressions().size())
            .filter(i -> image.expressions().get(i).id().equals(result.expression()))
            .findFirst()
            .orElseThrow(() -> new IOException("expression " + result.expression() + " is gone"));
    Explanation explanation;
    try {
      explanation = model.explain(Query.all(image), position);
    } catch (IllegalStateException e) {
      LOG.warn("No steps of the answer to {}: {}", result.expression(), e.getMessage());
      return "";
    }
    var targets =
        image.expressions().get(position).targets().stream().map(image.instances()::get).toList();
    var figure =
        ExplanationFigure.of(
            Pictures.decode(image.id(), image.picture()),
            explanation,
            targets,
            config.shownThreshold(),
            trained::category);
    var html = new StringBuilder();
    html.append(
        Html.format(
            "<p>“%s” <span class=\"note\">(%s, IoU %s)</span></p><div class=\"steps\">",
            Html.text(result.text().strip()),
            Html.text(result.image()),
            Html.percent(result.iou())));
    for (var panel : figure.steps()) {
      html.append(figure(panel, WIDTH, ""));
    }
    html.append("</div>");
    if (!figure.queries().isEmpty()) {
      html.append("<h3>The queries, by their scores</h3><div class=\"queries\">");
      for (var query : figure.queries()) {
        html.append(figure(query.panel(), QUERY_WIDTH, words(query)));
      }
      html.append("</div>");
    }
    return html.append(Html.note(figure.note())).toString();
  }

  private static String figure(Panel panel, int width, String below) throws IOException {
    return Html.format(
        "<figure>%s<figcaption>%s%s</figcaption></figure>",
        InlinePicture.html(panel, panel.title(), width), Html.text(panel.title()), below);
  }

  /** The words, the more looked at the darker; relative to the most looked at. */
  private static String words(ExplanationFigure.QueryPanel query) {
    double most = DoubleStream.of(query.attention()).max().orElse(0);
    var html = new StringBuilder("<span class=\"words\">");
    for (int i = 0; i < query.words().size(); i++) {
      double share = most > 0 ? Math.max(0, query.attention()[i] / most) : 0;
      html.append(
          Html.format(
              "<b style=\"background:rgba(0,114,178,%.2f);color:%s\" title=\"%.3f\">%s</b> ",
              share,
              share > 0.55 ? "#fff" : "#1f2933",
              query.attention()[i],
              Html.text(query.words().get(i))));
    }
    return html.append("</span>").toString();
  }
}
