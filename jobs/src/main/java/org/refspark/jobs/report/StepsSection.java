package org.refspark.jobs.report;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.refspark.data.ReferringImage;
import org.refspark.data.image.Pictures;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.evaluate.ExpressionResult;
import org.refspark.jobs.evaluate.ModelFactories;
import org.refspark.jobs.evaluate.TrainedModel;
import org.refspark.jobs.report.picture.ExplanationFigure;
import org.refspark.jobs.report.picture.Figure;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.storage.Storage;
import org.refspark.model.Explainable;
import org.refspark.model.Query;
import org.refspark.model.ReferenceExplanation;

/** How one answer came about, as in Figure 5 of the GRM-Net paper. */
final class StepsSection {
  private static final int WIDTH = 440;
  private static final Logger LOG = LogManager.getLogger(StepsSection.class);

  private final Storage run;
  private final Storage report;
  private final EvaluateConfig config;
  private final ModelFactories factories;

  StepsSection(Storage run, Storage report, EvaluateConfig config, ModelFactories factories) {
    this.run = run;
    this.report = report;
    this.config = config;
    this.factories = factories;
  }

  /**
   * The section; none where the model cannot be loaded or does not explain itself.
   *
   * @param results of an evaluation on these shards
   */
  Optional<String> of(ShardSet shards, List<ExpressionResult> results) {
    var choice = choose(results);
    if (choice.isEmpty()) {
      return Optional.empty();
    }
    try {
      var trained = TrainedModel.load(run, factories);
      try (var model = trained.open()) {
        return model instanceof Explainable explainable
            ? draw(explainable, trained, image(shards, choice.get()), choice.get())
            : Optional.empty();
      }
    } catch (IOException | IllegalStateException e) {
      LOG.warn("The report does not show the steps of an answer: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** A good answer to a long expression: there the references have something to do. */
  private static Optional<ExpressionResult> choose(List<ExpressionResult> results) {
    return results.stream()
        .max(
            Comparator.comparingLong((ExpressionResult result) -> Math.round(5 * result.ap()))
                .thenComparing(result -> result.text().strip().split("\\s+").length)
                .thenComparing(ExpressionResult::ap)
                .thenComparing(ExpressionResult::expression));
  }

  private static ReferringImage image(ShardSet shards, ExpressionResult result) throws IOException {
    var entry =
        shards.entries().stream()
            .filter(e -> e.id().equals(result.image()))
            .findFirst()
            .orElseThrow(() -> new IOException("picture " + result.image() + " is gone"));
    return shards.read(entry);
  }

  private Optional<String> draw(
      Explainable model, TrainedModel trained, ReferringImage image, ExpressionResult result)
      throws IOException {
    int position =
        IntStream.range(0, image.expressions().size())
            .filter(i -> image.expressions().get(i).id().equals(result.expression()))
            .findFirst()
            .orElseThrow(() -> new IOException("expression " + result.expression() + " is gone"));
    if (!(model.explain(Query.all(image), position) instanceof ReferenceExplanation explanation)) {
      return Optional.empty();
    }
    var picture = Pictures.decode(image.id(), image.picture());
    var panels =
        new ExplanationFigure(picture, explanation, config.shownThreshold(), trained::category)
            .panels();
    var html = new StringBuilder();
    html.append(
        Html.format(
            "<p>“%s” <span class=\"note\">(%s)</span></p><div class=\"steps\">",
            Html.text(result.text().strip()), Html.text(result.image())));
    for (int i = 0; i < panels.size(); i++) {
      var name = "pictures/step-%d.png".formatted(i + 1);
      report.write(name, Figure.png(panels.get(i).render(WIDTH)));
      html.append(
          Html.format(
              "<figure><a href=\"%1$s\"><img src=\"%1$s\" alt=\"%2$s\"></a>"
                  + "<figcaption>%2$s</figcaption></figure>",
              name, Html.text(panels.get(i).title())));
    }
    html.append("</div><p class=\"note\">Solid frames are the answer; dashed grey ones score too");
    html.append(" low. “Without references” sets all reference vectors to zero.</p>");
    return Optional.of(Page.section("steps", "How an answer comes about", html.toString()));
  }
}
