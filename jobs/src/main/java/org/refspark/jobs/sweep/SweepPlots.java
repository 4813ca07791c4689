package org.refspark.jobs.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.refspark.jobs.report.page.Curve;
import org.refspark.jobs.report.page.Html;
import org.refspark.jobs.report.page.Plot;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.sweep.SweepResults.PointResult;
import org.refspark.jobs.train.Ledger;
import org.refspark.jobs.train.LedgerPage;

/** The plots of a sweep's report. */
final class SweepPlots {
  private static final double MINUTE = 60;

  private final Storage sweep;
  private final SweepResults results;

  SweepPlots(Storage sweep, SweepResults results) {
    this.sweep = sweep;
    this.results = results;
  }

  /** Each metric over the setting that was varied; empty where none is named. */
  Optional<String> along() {
    var key = results.along();
    var placed =
        results.points().stream()
            .filter(point -> point.place().containsKey(key))
            .sorted(Comparator.comparingDouble(point -> point.place().get(key)))
            .toList();
    var html = new StringBuilder();
    for (var metric : results.metrics()) {
      var measured = placed.stream().filter(point -> point.metrics().containsKey(metric)).toList();
      if (!measured.isEmpty()) {
        html.append(measured(metric, key, measured));
      }
      var published =
          placed.stream().filter(point -> point.published().containsKey(metric)).toList();
      if (published.size() > 1) {
        html.append(published(metric, key, published));
      }
    }
    return html.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "<div class=\"charts\">"
                + html
                + "</div>"
                + Html.note("Band: mean ± standard deviation over seeds; dots: means."));
  }

  private static String measured(String metric, String key, List<PointResult> points) {
    double[] x = values(points, point -> point.place().get(key));
    double[] mean = values(points, point -> 100 * point.metrics().get(metric).mean());
    double[] deviation = values(points, point -> 100 * point.metrics().get(metric).deviation());
    double[] low = new double[x.length];
    double[] high = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      low[i] = mean[i] - deviation[i];
      high[i] = mean[i] + deviation[i];
    }
    return new Plot(SweepTable.shortName(metric) + ", %", key)
        .low()
        .series("measured")
        .band(x, low, high)
        .line(x, mean)
        .dots(x, mean)
        .html();
  }

  private static String published(String metric, String key, List<PointResult> points) {
    double[] x = values(points, point -> point.place().get(key));
    double[] y = values(points, point -> point.published().get(metric));
    return new Plot(SweepTable.shortName(metric) + " as published, %", key)
        .low()
        .series("published")
        .line(x, y)
        .dots(x, y)
        .html();
  }

  /** The first metric of each trial over the time of its training. */
  Optional<String> cost() {
    var metric = results.metrics().isEmpty() ? "" : results.metrics().get(0);
    var plot =
        new Plot(
            SweepTable.shortName(metric) + ", %, by trial",
            "minutes of training, trials side by side");
    boolean any = false;
    for (var point : results.points()) {
      var trials =
          point.trials().stream().filter(trial -> trial.metrics().containsKey(metric)).toList();
      if (!trials.isEmpty()) {
        any = true;
        plot.series(point.name())
            .dots(
                values(trials, trial -> trial.seconds() / MINUTE),
                values(trials, trial -> 100 * trial.metrics().get(metric)));
      }
    }
    return any ? Optional.of(plot.html()) : Optional.empty();
  }

  /** The loss of each point along training, mean over its seeds. */
  Optional<String> losses() throws IOException {
    var plot = new Plot("Loss", "round");
    boolean any = false;
    for (var point : results.points()) {
      var curve = loss(point);
      if (curve.isPresent()) {
        any = true;
        var smooth = curve.get().smoothed().thinned();
        plot.series(point.name()).line(smooth.x(), smooth.y());
      }
    }
    return any
        ? Optional.of(
            plot.html()
                + Html.note("Mean over seeds of each round's loss, as an exponential mean."))
        : Optional.empty();
  }

  /** As far as all of its trials have come. */
  private Optional<Curve> loss(PointResult point) throws IOException {
    var trials = new ArrayList<List<LedgerPage>>();
    for (var trial : point.trials()) {
      var pages = new Ledger(SweepResults.run(sweep, trial)).pages();
      if (!pages.isEmpty()) {
        trials.add(pages);
      }
    }
    int rounds = trials.stream().mapToInt(List::size).min().orElse(0);
    if (rounds == 0) {
      return Optional.empty();
    }
    double[] x = new double[rounds];
    double[] y = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      int at = i;
      x[i] = trials.get(0).get(i).round();
      y[i] = trials.stream().mapToDouble(pages -> pages.get(at).loss()).average().orElseThrow();
    }
    return Optional.of(new Curve(x, y));
  }

  private static <T> double[] values(List<T> of, ToDoubleFunction<T> value) {
    return of.stream().mapToDouble(value).toArray();
  }
}
