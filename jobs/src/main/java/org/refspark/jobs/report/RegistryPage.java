package org.refspark.jobs.report;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.registry.Pointer;
import org.refspark.jobs.registry.Registry;
import org.refspark.jobs.registry.Standing;
import org.refspark.jobs.registry.Version;
import org.refspark.jobs.report.page.Html;
import org.refspark.jobs.report.page.Page;
import org.refspark.jobs.report.page.Plot;

/**
 * The page of a registry.
 *
 * @param registry its versions' folder
 * @param versions all, the oldest first
 * @param standing what they are now
 * @param history of champions
 */
record RegistryPage(
    Registry registry, List<Version> versions, Standing standing, List<Pointer> history) {

  /**
   * The page of what a registry holds now.
   *
   * @throws DataFormatException where it holds no version
   */
  static RegistryPage of(Registry registry) throws IOException {
    var versions = registry.versions();
    if (versions.isEmpty()) {
      throw new DataFormatException(
          registry.folder().place(),
          "has no version to report on; make one with: refspark retrain --conf FILE registry=%s"
              .formatted(registry.folder().place()));
    }
    return new RegistryPage(
        registry, versions, Standing.of(registry), registry.champions().history());
  }

  byte[] bytes() {
    var place = registry.folder().place();
    return new Page(place.substring(place.lastIndexOf('/') + 1), lead())
        .section("champion", "Champion", champion())
        .section("metrics", "From version to version", plots())
        .section("versions", "Versions", table())
        .section("decisions", "Decisions", decisions())
        .section("data", "Data", data())
        .section("champions", "Changes of the champion", changes())
        .section("settings", "Settings", settings())
        .bytes();
  }

  private String lead() {
    return Html.format(
        "%s · versions: %,d · last tick: %s",
        standing.champion().map(name -> "champion " + name).orElse("no champion yet"),
        versions.size(),
        versions.get(versions.size() - 1).tick());
  }

  private String champion() {
    var found =
        versions.stream().filter(v -> Optional.of(v.name()).equals(standing.champion())).findAny();
    if (found.isEmpty() || found.get().measurement().isEmpty()) {
      return Html.note("No version was promoted yet.");
    }
    var version = found.get();
    var measured = version.measured();
    var html = new StringBuilder("<div class=\"tiles\">");
    html.append(tile("Version", version.name(), version.tick()));
    html.append(
        tile(
            MetricsSection.shortName(measured.metric()),
            percent(measured.value()) + " %",
            version.compared().map(RegistryPage::against).orElse("the first version")));
    html.append(
        tile(
            "Learnt from",
            Html.format("%,d", version.data().pictures()),
            Html.format("pictures, %,d expressions", version.data().expressions())));
    html.append(
        tile("Measured on", Html.format("%,d", measured.expressions()), "expressions, frozen"));
    html.append("</div>");
    return html
        + Html.note("Its package: " + registry.model(version.name()).describe(Registry.PACKAGE));
  }

  private static String tile(String title, String value, String below) {
    return Html.format(
        "<div class=\"tile\"><span>%s</span><b>%s</b><i>%s</i></div>",
        Html.text(title), Html.text(value), Html.text(below));
  }

  private static String against(Version.Comparison comparison) {
    return Html.format(
        "%s over %s, p %s",
        Comparison.points(comparison.difference()), comparison.champion(), p(comparison));
  }

  /** Each metric by version: all versions as dots, champions as a line. */
  private String plots() {
    var measured = versions.stream().filter(v -> v.measurement().isPresent()).toList();
    if (measured.isEmpty()) {
      return Html.note("No version was measured yet.");
    }
    var main = measured.get(measured.size() - 1).measured().metric();
    var others = new TreeSet<String>();
    measured.forEach(version -> others.addAll(version.measured().metrics().keySet()));
    others.remove(main);
    var html = new StringBuilder(plot(main, measured).html());
    if (!others.isEmpty()) {
      html.append("<details><summary>All other metrics</summary><div class=\"charts\">");
      others.forEach(name -> html.append(plot(name, measured).low().html()));
      html.append("</div></details>");
    }
    return html
        + Html.note("In percent, on the same frozen split. The line follows promoted versions.");
  }

  private Plot plot(String metric, List<Version> measured) {
    var plot = new Plot(metric, "version");
    var promoted = measured.stream().filter(v -> standing.champions().contains(v.name())).toList();
    if (!promoted.isEmpty()) {
      var x = values(promoted, RegistryPage::number);
      var y = values(promoted, version -> percentOf(version, metric));
      plot.series("Promoted").line(x, y).dots(x, y);
    }
    var kept = measured.stream().filter(v -> !standing.champions().contains(v.name())).toList();
    if (!kept.isEmpty()) {
      plot.series("Kept back")
          .dots(
              values(kept, RegistryPage::number),
              values(kept, version -> percentOf(version, metric)));
    }
    return plot;
  }

  private static double[] values(List<Version> of, ToDoubleFunction<Version> value) {
    return of.stream().mapToDouble(value).toArray();
  }

  private static double number(Version version) {
    return Integer.parseInt(version.name().substring(1));
  }

  private static double percentOf(Version version, String metric) {
    return 100 * version.measured().metrics().getOrDefault(metric, Double.NaN);
  }

  private String table() {
    var html = new StringBuilder("<table><tr>");
    for (var title :
        List.of(
            "Version",
            "Is",
            "Tick",
            "Began with",
            "Pictures",
            "Metric, %",
            "Champion then, %",
            "Difference",
            "p")) {
      html.append("<th>").append(title).append("</th>");
    }
    html.append("</tr>");
    for (var version : versions) {
      html.append(
          Html.format(
              "<tr><td><a href=\"#decision-%s\">%s</a></td><td>%s</td><td>%s</td><td>%s</td>"
                  + "<td>%,d</td><td>%s</td>",
              Html.text(version.name()),
              Html.text(version.name()),
              Html.text(standing.of(version)),
              Html.text(version.tick()),
              Html.text(version.parent().isEmpty() ? "scratch" : version.parent()),
              version.data().pictures(),
              version.measurement().map(m -> percent(m.value())).orElse("–")));
      html.append(
          version.compared().map(RegistryPage::cells).orElse("<td>–</td><td></td><td></td>"));
      html.append("</tr>");
    }
    return Html.scrolling("All versions", html.append("</table>").toString());
  }

  private static String cells(Version.Comparison comparison) {
    return Html.format(
        "<td>%s %s</td><td class=\"%s\">%s (%s to %s)</td><td>%s</td>",
        percent(comparison.value()),
        Html.text(comparison.champion()),
        comparison.difference() > 0 ? "better" : "worse",
        Comparison.points(comparison.difference()),
        Comparison.points(comparison.low()),
        Comparison.points(comparison.high()),
        Html.text(p(comparison)));
  }

  private String decisions() {
    var html = new StringBuilder();
    for (int i = versions.size() - 1; i >= 0; i--) {
      var version = versions.get(i);
      html.append(
          Html.format(
              "<h3 id=\"decision-%s\">%s</h3><p>%s</p><ul>",
              Html.text(version.name()),
              Html.text(version.name()),
              Html.text(version.decision().summary())));
      for (var check : version.decision().checks()) {
        html.append(
            Html.format(
                "<li><b class=\"%s\">%s %s</b>: %s</li>",
                check.passed() ? "better" : "worse",
                check.passed() ? "✓" : "✗",
                Html.text(check.name()),
                Html.text(check.said())));
      }
      html.append("</ul>");
    }
    return html.toString();
  }

  /** Each folder that was taken, and the versions that have learnt from it. */
  private String data() {
    var learnt = new TreeMap<String, TreeSet<String>>();
    var parts = new LinkedHashMap<String, Version.Part>();
    for (var version : versions) {
      for (var part : version.data().parts()) {
        parts.putIfAbsent(part.content(), part);
        learnt.computeIfAbsent(part.content(), key -> new TreeSet<>()).add(version.name());
      }
    }
    var html =
        new StringBuilder(
            "<table><tr><th>Found in</th><th>Tick</th><th>Pictures</th>"
                + "<th>Expressions</th><th>Content</th><th>Learnt by</th></tr>");
    parts.forEach(
        (content, part) ->
            html.append(
                Html.format(
                    "<tr><td>%s</td><td>%s</td><td>%,d</td><td>%,d</td><td>%s</td><td>%s</td></tr>",
                    Html.text(part.place()),
                    Html.text(part.tick()),
                    part.pictures(),
                    part.expressions(),
                    Html.text(Html.format("%.12s…", content)),
                    Html.text(String.join(", ", learnt.get(content))))));
    return Html.scrolling("Data that were taken", html.append("</table>").toString());
  }

  private String changes() {
    if (history.isEmpty()) {
      return Html.note("There was none yet.");
    }
    var html = new StringBuilder("<table><tr><th>Champion</th><th>How</th><th>By</th></tr>");
    for (int i = history.size() - 1; i >= 0; i--) {
      var pointer = history.get(i);
      html.append(
          Html.format(
              "<tr><td>%s</td><td>%s</td><td>%s</td></tr>",
              Html.text(pointer.version()),
              pointer.kind() == Pointer.Kind.PROMOTED ? "promoted" : "rolled back to",
              Html.text(pointer.by())));
    }
    return Html.scrolling("Changes of the champion", html.append("</table>").toString());
  }

  /** What a version was asked for otherwise than the one before it; the first one's in full. */
  private String settings() {
    var html = new StringBuilder();
    for (int i = versions.size() - 1; i > 0; i--) {
      var now = values(versions.get(i));
      var before = values(versions.get(i - 1));
      var keys = new TreeSet<>(now.keySet());
      keys.addAll(before.keySet());
      var rows = new StringBuilder();
      for (var key : keys) {
        var was = before.getOrDefault(key, "–");
        var is = now.getOrDefault(key, "–");
        if (!was.equals(is)) {
          rows.append(
              Html.format(
                  "<tr><td>%s</td><td>%s</td><td>%s</td></tr>",
                  Html.text(key), Html.text(was), Html.text(is)));
        }
      }
      if (!rows.isEmpty()) {
        html.append(
            Html.part(
                Html.format("%s after %s", versions.get(i).name(), versions.get(i - 1).name()),
                Html.scrolling(
                    "Settings of " + versions.get(i).name(),
                    "<table class=\"changes\"><tr><th>Setting</th><th>Before</th><th>Now</th></tr>"
                        + rows
                        + "</table>")));
      }
    }
    var first = versions.get(0);
    html.append(
        Html.format("<details><summary>All settings of %s</summary>", Html.text(first.name())));
    html.append("<dl class=\"keys\">");
    values(first)
        .forEach(
            (key, value) ->
                html.append(
                    Html.format("<dt>%s</dt><dd>%s</dd>", Html.text(key), Html.text(value))));
    return html.append("</dl></details>").toString();
  }

  private static Map<String, String> values(Version version) {
    var values = new TreeMap<String, String>();
    FactsSection.flatten("", version.configuration(), values);
    return values;
  }

  private static String p(Version.Comparison comparison) {
    return comparison.pValue() < 0.001 ? "< 0.001" : Html.format("%.3f", comparison.pValue());
  }

  private static String percent(double fraction) {
    return Double.isFinite(fraction) ? Html.percent(fraction) : "no number";
  }
}
