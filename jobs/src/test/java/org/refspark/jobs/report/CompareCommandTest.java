package org.refspark.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.refspark.model.metrics.Pointing.HIT;
import static org.refspark.model.metrics.Pointing.MISS;
import static org.refspark.model.metrics.Pointing.NONE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.evaluate.ExpressionResult;
import org.refspark.jobs.evaluate.PairedMetrics;
import org.refspark.jobs.export.MeasuredRun;
import org.refspark.jobs.report.page.Chromium;
import org.refspark.jobs.report.page.WholePage;
import org.refspark.jobs.storage.Sha256;
import org.refspark.model.metrics.IouConvention;
import org.refspark.model.metrics.Pointing;

class CompareCommandTest {
  @TempDir static Path folder;

  private static MeasuredRun runs;

  @BeforeAll
  static void measureTwoRuns() throws Exception {
    runs = new MeasuredRun(folder);
    runs.write("first", 1, Map.of());
    runs.write("second", -1.5f, Map.of("model.localiser.heads", "2", "train.seed", "8"));
    runs.evaluate("first");
    runs.evaluate("second");
    runs.evaluate("first", "evaluate.convention", "cris");
  }

  @Test
  void thePageIsOneFileThatFetchesNothing() throws Exception {
    compare(Map.of("split", "test"));
    WholePage.check(Files.readString(folder.resolve("page.html")));
    Chromium.installed(folder).look(folder.resolve("page.html"), 390, Chromium.Scheme.LIGHT);
  }

  @Test
  void theDifferencesAreThoseOfTheTwoMetricsDocuments() throws Exception {
    var text = compare(Map.of());
    for (var name : List.of("mIoU", "oIoU", "pointing", "AP50.per-expression", "Prec@0.5")) {
      double a = metric("first", name);
      double b = metric("second", name);
      var row = text.lines().filter(line -> line.contains(name)).findFirst().orElseThrow();
      var cells = row.split("\\|");
      assertEquals(name, cells[1].strip());
      assertEquals(100 * a, Double.parseDouble(cells[2].strip()), 0.051, row);
      assertEquals(100 * b, Double.parseDouble(cells[3].strip()), 0.051, row);
      assertEquals(
          100 * (b - a), Double.parseDouble(cells[4].strip().replace('−', '-')), 0.051, row);
    }
    assertFalse(
        Files.readString(folder.resolve("page.html")).contains(">not tested<"), "all have a test");
  }

  @Test
  void whatChangedInSettingsIsNamedAndWhatDidNotIsNot() throws Exception {
    var rows = compare(Map.of()).lines().map(line -> line.replace(" ", "")).toList();
    assertTrue(rows.contains("|model.localiser.heads|4|2|"), rows.toString());
    assertFalse(rows.toString().contains("model.image-size"), rows.toString());
    var page = Files.readString(folder.resolve("page.html"));
    assertTrue(page.contains("<td>model.localiser.heads</td><td>4</td><td>2</td>"), page);
    assertTrue(page.contains("<td>train.seed</td>"));
    assertFalse(page.contains("<td>model.image-size</td>"));
    assertTrue(page.contains("the same data, versions and round"));
  }

  @Test
  void aRunDoesNotDifferFromItself() throws Exception {
    var text = compare(Map.of("run2", runs.at("first"), "split", "test"));
    var row = text.lines().filter(line -> line.contains("mIoU")).findFirst().orElseThrow();
    assertTrue(row.contains("| 0.0 to 0.0 "), row);
    assertTrue(row.contains("the same"), row);
    assertTrue(text.contains("Gained: 0 expressions, lost: 0"), text);
    assertTrue(text.contains("Both have the same settings, data, versions and round."), text);
    assertTrue(Files.readString(folder.resolve("page.html")).contains("have the same settings"));
  }

  /** Results changed by hand: one expression of a picture is gained, one of another lost. */
  @Test
  void gainedAndLostExpressionsCrossTheHalfAndAreShown() throws Exception {
    runs.write("better", 2, Map.of());
    runs.evaluate("better");
    var gained = rewrite("better", "test/0#0", 0.75);
    rewrite("first", "test/0#0", 0.25);
    rewrite("first", "test/1#0", 0.5);
    rewrite("better", "test/1#0", 0.49);
    var text = compare(Map.of("run2", runs.at("better"), "split", "test"));
    var changed = text.lines().filter(line -> line.startsWith("Gained")).findFirst().orElseThrow();
    var page = Files.readString(folder.resolve("page.html"));
    assertEquals(counted("better"), changed);
    assertTrue(page.contains("A, IoU 25.0"), "the gained one");
    assertTrue(page.contains("B, IoU 75.0"), gained);
    assertTrue(page.contains("A, IoU 50.0"), "the lost one");
    assertTrue(page.contains("src=\"data:image/png;base64,"));
    runs.evaluate("first");
  }

  @Test
  void runsThatWereNotMeasuredAlikeAreRefusedWithTheDifference() throws Exception {
    runs.write("other", 2, Map.of());
    runs.evaluate("other", "evaluate.shown-threshold", "0.25");
    var threshold = refused(Map.of("run2", runs.at("other"), "split", "test"));
    assertTrue(threshold.contains("shown-threshold: "), threshold);
    assertTrue(threshold.contains("0.25"), threshold);

    var manifest = folder.resolve("other/eval/test/predictions/_manifest.json");
    runs.evaluate("other");
    var whole = Files.readString(manifest);
    var hash = new ObjectMapper().readTree(whole).path("data-hash").asText();
    Files.writeString(manifest, MeasuredRun.unsealed(whole).replace(hash, "f".repeat(64)));
    var data = refused(Map.of("run2", runs.at("other"), "split", "test"));
    assertTrue(data.contains("(hash ffffffffffff…)"), data);
    Files.writeString(manifest, whole);

    var results = folder.resolve("other/eval/test/expressions.jsonl");
    var lines = Files.readAllLines(results);
    Files.write(results, lines.subList(1, lines.size()));
    var document = folder.resolve("other/eval/test/metrics.json");
    var metrics = (ObjectNode) new ObjectMapper().readTree(document.toFile());
    metrics.remove("sha256");
    metrics.put("results", Sha256.of(Files.readAllBytes(results)));
    Files.writeString(document, metrics.toString());
    var fewer = refused(Map.of("run2", runs.at("other"), "split", "test"));
    assertTrue(fewer.contains("which are not the same"), fewer);
  }

  @Test
  void theEvaluationIsTheOneInCommonOrMustBeNamed() throws Exception {
    runs.evaluate("second", "evaluate.convention", "cris");
    try {
      var open = assertThrows(ConfigurationException.class, () -> compare(Map.of()));
      assertTrue(open.getMessage().contains("both runs have test, test-cris"), open.getMessage());
      assertTrue(compare(Map.of("split", "test-cris")).contains("test-cris · 15 expressions"));
    } finally {
      Files.delete(folder.resolve("second/eval/test-cris/metrics.json"));
    }
    assertThrows(DataFormatException.class, () -> compare(Map.of("split", "val")));
    var same = Map.of("run2", runs.at("nowhere"));
    assertTrue(
        assertThrows(ConfigurationException.class, () -> compare(same))
            .getMessage()
            .contains("has none"));
  }

  /** By hand: Prec@0.5 counts an IoU of just one half by one rule and not by the other. */
  @Test
  void pairedMetricsFollowTheRuleOfPrecision() {
    var a = List.of(result("p/1#0", 0.5, 1, 0.2), result("p/2#0", 0.4, 0, 0));
    var b = List.of(result("p/2#0", 0.8, 0, 0), result("p/1#0", 0.5, 1, 0.7));
    var atLeast = PairedMetrics.of(a, b, IouConvention.Comparator.AT_LEAST, 1, 100);
    assertEquals(0.5, atLeast.get("Prec@0.5").a());
    assertEquals(1, atLeast.get("Prec@0.5").b());
    var above = PairedMetrics.of(a, b, IouConvention.Comparator.ABOVE, 1, 100);
    assertEquals(0, above.get("Prec@0.5").a());
    assertEquals(0.5, above.get("Prec@0.5").b());
    assertEquals(0.2, above.get("mIoU").value(), 1e-12);
    // What means nothing has no AP.
    assertEquals(0.5, above.get("AP.per-expression").value(), 1e-12);
    assertThrows(
        IllegalArgumentException.class,
        () -> PairedMetrics.of(a, b.subList(0, 1), IouConvention.Comparator.ABOVE, 1, 100));
  }

  /**
   * By hand: 10 of 40 pixels and 30 of 40 against twice 20 of 40; what points nowhere is left out.
   */
  @Test
  void pairedMetricsOfAllPixelsAndOfPlaces() {
    var a = List.of(pixels("p/1#0", 10, 40, MISS), pixels("p/2#0", 30, 40, NONE));
    var b = List.of(pixels("p/1#0", 20, 40, HIT), pixels("p/2#0", 40, 60, HIT));
    var differences = PairedMetrics.of(a, b, IouConvention.Comparator.AT_LEAST, 1, 100);
    assertEquals(0.5, differences.get("oIoU").a());
    assertEquals(0.6, differences.get("oIoU").b());
    // Of drawing the first picture alone, and of the second alone.
    assertEquals(0.25, differences.get("oIoU").interval().high(), 1e-12);
    assertEquals(40 / 60.0 - 30 / 40.0, differences.get("oIoU").interval().low(), 1e-12);
    assertEquals(0, differences.get("pointing").a());
    assertEquals(1, differences.get("pointing").b());
    assertFalse(differences.containsKey("r"), "all mean something");
  }

  /** By hand: of two expressions that mean nothing one is rejected, then both; and their pixels. */
  @Test
  void pairedMetricsOfExpressionsThatMeanNothing() {
    var a = List.of(pixels("p/1#0", 10, 20, NONE), nothing("p/1#1", 20), nothing("p/1#2", 0));
    var b = List.of(pixels("p/1#0", 10, 20, NONE), nothing("p/1#1", 0), nothing("p/1#2", 0));
    var differences = PairedMetrics.of(a, b, IouConvention.Comparator.AT_LEAST, 1, 100);
    assertEquals(0.5, differences.get("r").a());
    assertEquals(1, differences.get("r").b());
    assertEquals(0.25, differences.get("rIoU").a());
    assertEquals(0.5, differences.get("rIoU").b());
  }

  private static ExpressionResult nothing(String id, long union) {
    return new ExpressionResult(
        id.split("#")[0], id, "text", "none", 0, 1, 0, 0, 0, union == 0 ? 1 : 0, 0, union, NONE);
  }

  private static ExpressionResult pixels(
      String id, long intersection, long union, Pointing pointing) {
    double iou = (double) intersection / union;
    return new ExpressionResult(
        id.split("#")[0], id, "text", "even", 1, 1, 0, 0, 0, iou, intersection, union, pointing);
  }

  private static ExpressionResult result(String id, double iou, int objects, double ap) {
    return new ExpressionResult(
        id.split("#")[0], id, "text", "even", objects, 1, ap, ap, ap, iou, 0, 1, NONE);
  }

  private static String refused(Map<String, String> more) {
    return assertThrows(CommandFailure.class, () -> compare(more)).getMessage();
  }

  private static String compare(Map<String, String> more) throws Exception {
    var arguments = new HashMap<>(Map.of("run", runs.at("first"), "run2", runs.at("second")));
    arguments.put("out", runs.at("page.html"));
    arguments.putAll(more);
    return runs.call(new CompareCommand(), arguments);
  }

  private static double metric(String run, String name) throws IOException {
    return json(run + "/eval/test/metrics.json").path("metrics").path(name).asDouble();
  }

  private static JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(name).toFile());
  }

  /** Changes the IoU of an expression, and the metrics that follow from it. */
  private static String rewrite(String run, String expression, double iou) throws IOException {
    var json = new ObjectMapper();
    var file = folder.resolve(run + "/eval/test/expressions.jsonl");
    var lines = new ArrayList<String>();
    var values = new ArrayList<Double>();
    for (var line : Files.readAllLines(file)) {
      var node = (ObjectNode) json.readTree(line);
      if (node.path("expression").asText().equals(expression)) {
        node.put("iou", iou);
      }
      values.add(node.path("iou").asDouble());
      lines.add(node.toString());
    }
    Files.write(file, lines);
    var document = folder.resolve(run + "/eval/test/metrics.json");
    var metrics = (ObjectNode) json.readTree(document.toFile());
    var all = (ObjectNode) metrics.path("metrics");
    all.put("mIoU", values.stream().mapToDouble(v -> v).average().orElseThrow());
    for (int tenths = 5; tenths <= 9; tenths++) {
      double bound = tenths / 10.0;
      all.put(
          "Prec@" + bound,
          (double) values.stream().filter(v -> v >= bound).count() / values.size());
    }
    metrics.remove("sha256");
    metrics.put("results", Sha256.of(Files.readAllBytes(file)));
    Files.writeString(document, metrics.toString());
    return expression;
  }

  /** The sentence of the counts, counted here. */
  private static String counted(String run) throws IOException {
    var before = values("first");
    var after = values(run);
    long gained =
        before.keySet().stream().filter(e -> before.get(e) < .5 && after.get(e) >= .5).count();
    long lost =
        before.keySet().stream().filter(e -> before.get(e) >= .5 && after.get(e) < .5).count();
    return "Gained: %d expressions, lost: %d".formatted(gained, lost);
  }

  private static Map<String, Double> values(String run) throws IOException {
    var values = new HashMap<String, Double>();
    for (var line : Files.readAllLines(folder.resolve(run + "/eval/test/expressions.jsonl"))) {
      var node = new ObjectMapper().readTree(line);
      values.put(node.path("expression").asText(), node.path("iou").asDouble());
    }
    return values;
  }
}
