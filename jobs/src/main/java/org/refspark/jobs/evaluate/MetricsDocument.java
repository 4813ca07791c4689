package org.refspark.jobs.evaluate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Storage;
import org.refspark.model.metrics.ExpressionMetrics.Interval;
import org.refspark.model.metrics.IouConvention;

/**
 * {@code metrics.json} of a split: what was measured, and how. Written last, it is the commit of an
 * evaluation.
 *
 * @param split name of the evaluation, such as {@code test} or {@code test-permuted}
 * @param expressions measured
 * @param convention the choices under which figures may be compared
 * @param metrics by name, fractions of 1; absent where one does not apply
 * @param intervals by name, 95 %
 * @param conventions what the numbers mean, by name
 * @param breakdown by property of the expression, then by its value
 * @param results SHA-256 of the results of single expressions, {@link ExpressionResult}
 */
public record MetricsDocument(
    String split,
    long expressions,
    Chosen convention,
    Map<String, Double> metrics,
    Map<String, Interval> intervals,
    Map<String, String> conventions,
    Map<String, Map<String, Group>> breakdown,
    String results) {
  static final String PERMUTED = "permuted";
  static final String SET_ASIDE = "set-aside";
  static final String POINTING = "pointing";

  /** Conventions that readers of the bare numbers would not expect. */
  private static final List<String> NOTED = List.of(SET_ASIDE, POINTING);

  private static final String NAME = "metrics.json";

  /**
   * The choices under which figures may be compared.
   *
   * @param name of the convention; {@code none} for RefSpark's own
   * @param headline the measure that papers of this convention print
   * @param iou how IoU and Prec@X are taken
   * @param maskThreshold probability above which a pixel belongs to a mask
   * @param sentences {@code all}, or the {@code first} of each referent
   * @param maskSize side of the grid, pixels; 0 for the picture's own
   * @param inkOnly whether only ink counts
   * @param source where the convention is written
   */
  public record Chosen(
      String name,
      String headline,
      String iou,
      String maskThreshold,
      String sentences,
      int maskSize,
      boolean inkOnly,
      String source) {
    /** When Prec@X holds. */
    public IouConvention.Comparator comparator() {
      return IouConvention.Comparator.of(iou);
    }

    /** In one line, as it stands above the numbers. */
    public String line() {
      return "convention %s: %s; masks above %s; %s; %s%s"
          .formatted(
              name,
              iou,
              maskThreshold.equals(MadeWith.OWN) ? "the model's threshold" : maskThreshold,
              sentences.equals("all") ? "every sentence" : "first sentences",
              maskSize == 0 ? "the picture's own pixels" : maskSize + " x " + maskSize + " pixels",
              inkOnly ? ", ink only" : "");
    }
  }

  /**
   * Some of the expressions.
   *
   * @param expressions how many
   * @param metrics of these alone
   */
  public record Group(long expressions, Map<String, Double> metrics) {}

  /** Whether expressions were asked in the words of others. */
  @JsonIgnore
  public boolean isPermuted() {
    return conventions.containsKey(PERMUTED);
  }

  /**
   * The measures to look at first: of models that name what they find those of single objects, of
   * models that give one mask those of masks.
   */
  @JsonIgnore
  public List<String> mainMetrics() {
    return metrics.containsKey("AP.coco")
        ? List.of("AP.per-expression", "AP50.per-expression", "AP75.per-expression", "mIoU", "oIoU")
        : List.of("mIoU", "oIoU", "Prec@0.5", "Prec@0.7", "Prec@0.9");
  }

  /** What readers of the bare numbers would not expect. */
  @JsonIgnore
  public List<String> notes() {
    return NOTED.stream()
        .filter(conventions::containsKey)
        .map(name -> name + ": " + conventions.get(name))
        .toList();
  }

  /** Whether a folder holds a whole evaluation. */
  public static boolean isIn(Storage folder) throws IOException {
    return folder.exists(NAME);
  }

  /** Reads the document of an evaluation's folder. */
  public static MetricsDocument read(Storage folder) throws IOException {
    return Json.read(folder, NAME, MetricsDocument.class);
  }

  /** Writes the document: this is the commit of the evaluation. */
  void write(Storage folder) throws IOException {
    Json.write(folder, NAME, this);
  }

  static void forget(Storage folder) throws IOException {
    folder.delete(NAME);
  }
}
