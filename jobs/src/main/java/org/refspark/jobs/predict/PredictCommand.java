package org.refspark.jobs.predict;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.refspark.data.Expression;
import org.refspark.data.ReferringImage;
import org.refspark.data.image.PictureLimits;
import org.refspark.data.image.Pictures;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.evaluate.ModelFactories;
import org.refspark.jobs.evaluate.TrainedModel;
import org.refspark.jobs.report.picture.ExplanationFigure;
import org.refspark.jobs.report.picture.Figure;
import org.refspark.jobs.report.picture.Overlay;
import org.refspark.jobs.report.picture.Panel;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.use.ModelPackage;
import org.refspark.model.Detection;
import org.refspark.model.Explainable;
import org.refspark.model.Query;

/** {@code refspark predict}: one picture, one or more expressions. */
public final class PredictCommand implements Command {
  private static final int MOST_EXPRESSIONS = 9;
  private static final int PANEL = 640;
  private static final int NARROWEST = 560;
  private static final int WIDEST = 1280;
  private static final int COLUMNS = 3;
  private static final int STEP_PANEL = 440;

  private final ModelFactories factories;

  /**
   * @param factories of the networks that runs have trained
   */
  public PredictCommand(ModelFactories factories) {
    this.factories = factories;
  }

  @Override
  public String name() {
    return "predict";
  }

  @Override
  public String summary() {
    return "find what expressions mean in one picture";
  }

  @Override
  public String help() {
    return """
        refspark predict run=DIR|package=PLACE image=FILE expression="…" [expression2="…" …]
                         out=FILE.png

          run          the run's directory; its newest whole checkpoint answers, or another:
                       --checkpoint best, or the number of a round
          package      instead of a run: what refspark export has written
          image        a PNG or JPEG
          expression   what to find; more as expression2 to expression9
          out          the overlay; the same as JSON (scores, categories, boxes, masks) lies beside
                       it with the ending .json
          steps        FILE.png: also draw how the first answer came about: proposals and their
                       references, queries and their masks, or the place and its outline

        refspark predict run=/data/runs/demo image=sketch.png expression="all the trees" out=p.png
        """;
  }

  @Override
  public Set<String> arguments() {
    var arguments = new HashSet<>(Set.of("run", "package", "image", "out", "steps"));
    arguments.addAll(expressionKeys());
    return arguments;
  }

  @Override
  public void run(Settings settings, PrintStream out) throws IOException {
    var target = settings.required("out");
    if (!target.endsWith(".png")) {
      throw new ConfigurationException(
          "out is \"%s\", expected a name that ends in .png".formatted(target));
    }
    var hadoop = Cluster.hadoop(settings);
    var image = image(settings, hadoop);
    var config = settings.section("evaluate", EvaluateConfig.class);
    var trained = trained(settings, config, hadoop);
    try (var model = trained.open()) {
      var query = Query.all(image);
      var found = model.detect(query, 0);
      var answer = Answer.of(image, trained, config.shownThreshold(), found);
      var figure = figure(image, trained, config, found);
      write(hadoop, target, Figure.png(figure.render(panelWidth(image))));
      var json = target.substring(0, target.length() - ".png".length()) + ".json";
      write(hadoop, json, answer.json());
      out.print(answer.text());
      out.printf("Written to %s and %s%n", target, json);
      var steps = settings.optional("steps");
      if (steps.isPresent() && model instanceof Explainable explainable) {
        var explained =
            ExplanationFigure.of(
                Pictures.decode(image.id(), image.picture()),
                explainable.explain(query, 0),
                List.of(),
                config.shownThreshold(),
                trained::category);
        var drawn = explained.figure(query.expression(0).text());
        write(hadoop, steps.get(), Figure.png(drawn.render(STEP_PANEL)));
        out.printf("Steps of the first answer: %s%n", steps.get());
      }
    }
  }

  private TrainedModel trained(Settings settings, EvaluateConfig config, Configuration hadoop)
      throws IOException {
    var place = settings.optional("package");
    if (place.isEmpty()) {
      var run = Storage.at(settings.required("run"), hadoop);
      return TrainedModel.load(run, config.checkpoint(), factories);
    }
    if (settings.optional("run").isPresent()) {
      throw new ConfigurationException("run and package are both given, expected one of them");
    }
    if (!config.checkpoint().equals(EvaluateConfig.NEWEST)) {
      throw new ConfigurationException(
          "evaluate.checkpoint is %s, but a package has one checkpoint only; ask its run for others"
              .formatted(config.checkpoint()));
    }
    return TrainedModel.of(ModelPackage.read(Storage.at(place.get(), hadoop)), factories);
  }

  private static ReferringImage image(Settings settings, Configuration hadoop) throws IOException {
    var place = settings.required("image");
    var expressions = new ArrayList<Expression>();
    for (var key : expressionKeys()) {
      settings
          .optional(key)
          .filter(text -> !text.isBlank())
          .ifPresent(
              text ->
                  expressions.add(
                      new Expression(place + "#" + expressions.size(), text, List.of())));
    }
    if (expressions.isEmpty()) {
      throw new ConfigurationException(
          "expression is missing: add expression=\"…\" to the command line");
    }
    var folder = Storage.at(parent(place), hadoop);
    byte[] bytes = folder.read(name(place), PictureLimits.DEFAULT.bytes());
    var size = Pictures.size(place, bytes);
    return new ReferringImage(
        place, "predict", size.width(), size.height(), bytes, List.of(), expressions);
  }

  private static Figure figure(
      ReferringImage image,
      TrainedModel trained,
      EvaluateConfig config,
      List<List<Detection>> found)
      throws IOException {
    var picture = Pictures.decode(image.id(), image.picture());
    var overlay = new Overlay(picture, List.of(), trained::category);
    var panels = new ArrayList<Panel>();
    for (int i = 0; i < found.size(); i++) {
      panels.add(
          overlay
              .prediction(found.get(i), config.shownThreshold())
              .titled(image.expressions().get(i).text()));
    }
    return new Figure(panels, "", Math.min(COLUMNS, panels.size()));
  }

  /** The picture's own width where that can be looked at; one of several is smaller. */
  private static int panelWidth(ReferringImage image) {
    int widest = image.expressions().size() == 1 ? WIDEST : PANEL;
    return Math.max(NARROWEST, Math.min(widest, image.width()));
  }

  private static void write(Configuration hadoop, String place, byte[] content) throws IOException {
    Storage.at(parent(place), hadoop).write(name(place), content);
  }

  private static List<String> expressionKeys() {
    var keys = new ArrayList<>(List.of("expression"));
    for (int i = 2; i <= MOST_EXPRESSIONS; i++) {
      keys.add("expression" + i);
    }
    return keys;
  }

  private static String parent(String place) {
    int slash = place.lastIndexOf('/');
    return slash < 0 ? "." : slash == 0 ? "/" : place.substring(0, slash);
  }

  private static String name(String place) {
    return place.substring(place.lastIndexOf('/') + 1);
  }
}
