package org.refspark.model.boxes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.refspark.model.OracleCase;

/** Geometry beside torchvision and detectron2. */
class BoxesOracleTest {
  static Stream<OracleCase> cases() {
    return OracleCase.named("boxes");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void overlapOfEveryPairIsTorchvisions(OracleCase oracle) {
    float[] a = oracle.floats("inputs/iou_a.npy");
    float[] b = oracle.floats("inputs/iou_b.npy");
    float[] matrix = Boxes.iouMatrix(a, b);
    oracle.assertClose("outputs/iou.npy", matrix);
    assertEquals(matrix[Boxes.count(b) + 1], Boxes.iou(a, 1, b, 1));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void suppressionKeepsTorchvisionsBoxes(OracleCase oracle) {
    float[] boxes = oracle.floats("inputs/nms_boxes.npy");
    float[] scores = oracle.floats("inputs/nms_scores.npy");
    float[] tied = oracle.floats("inputs/nms_scores_tied.npy");
    int[] classes = integers(oracle, "inputs/nms_classes.npy");
    for (var node : oracle.hyper().path("nms_thresholds")) {
      double threshold = node.asDouble();
      String file = "outputs/nms_%s_" + Math.round(100 * threshold) + ".npy";
      assertKept(oracle, file.formatted("keep"), Nms.keep(boxes, scores, threshold));
      assertKept(oracle, file.formatted("tied_keep"), Nms.keep(boxes, tied, threshold));
      int[] byClass = Nms.keepByClass(boxes, scores, classes, threshold);
      assertKept(oracle, file.formatted("classwise_keep"), byClass);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void overlapOfJustTheThresholdDoesNotSuppress(OracleCase oracle) {
    float[] boxes = oracle.floats("inputs/nms_exact_boxes.npy");
    float[] scores = oracle.floats("inputs/nms_exact_scores.npy");
    assertKept(oracle, "outputs/nms_exact_keep_50.npy", Nms.keep(boxes, scores, 0.5));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void offsetsAreDetectron2s(OracleCase oracle) {
    float[] bases = oracle.floats("inputs/delta_src.npy");
    float[] targets = oracle.floats("inputs/delta_tgt.npy");
    oracle.assertClose("outputs/delta_enc_w1.npy", BoxCoder.RPN.encode(bases, targets));
    oracle.assertClose("outputs/delta_enc_w10.npy", BoxCoder.ROI.encode(bases, targets));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void decodedBoxesAreDetectron2sAlsoPerClass(OracleCase oracle) {
    assertEquals(oracle.hyper().path("scale_clamp").asDouble(), BoxCoder.MAX_LOG_SCALE, 1e-6);
    float[] bases = oracle.floats("inputs/delta_src.npy");
    float[] deltas = oracle.floats("inputs/delta_raw.npy");
    float[] perClass = oracle.floats("inputs/delta_raw_3class.npy");
    oracle.assertClose("outputs/delta_dec_w1.npy", BoxCoder.RPN.decode(bases, deltas));
    oracle.assertClose("outputs/delta_dec_w10.npy", BoxCoder.ROI.decode(bases, deltas));
    oracle.assertClose("outputs/delta_dec_3class_w1.npy", BoxCoder.RPN.decode(bases, perClass));
    oracle.assertClose("outputs/delta_dec_3class_w10.npy", BoxCoder.ROI.decode(bases, perClass));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anchorsAreDetectron2s(OracleCase oracle) {
    var hyper = oracle.hyper();
    float[] ratios = ratios(hyper.path("ratios_h_over_w"));
    var generator =
        new AnchorGenerator(integers(hyper.path("strides")), integers(hyper.path("sizes")), ratios);
    int[] rows = side(hyper.path("grids_hw"), 0);
    int[] columns = side(hyper.path("grids_hw"), 1);
    int[] expected = integers(hyper.path("anchors_per_level"));
    assertArrayEquals(expected, generator.counts(rows, columns));
    oracle.assertClose("outputs/anchors.npy", generator.anchors(rows, columns));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void boxesArePooledFromDetectron2sLevels(OracleCase oracle) {
    int[] levels = new FpnLevels(2, 5, 224, 4).levels(oracle.floats("inputs/level_boxes.npy"));
    assertArrayEquals(integers(oracle, "outputs/level.npy"), levels);
  }

  private static void assertKept(OracleCase oracle, String file, int[] kept) {
    assertArrayEquals(integers(oracle, file), kept, file);
  }

  static int[] integers(OracleCase oracle, String file) {
    return Arrays.stream(oracle.longs(file)).mapToInt(Math::toIntExact).toArray();
  }

  static int[] integers(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }

  static float[] ratios(JsonNode array) {
    var ratios = new float[array.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = (float) array.get(i).asDouble();
    }
    return ratios;
  }

  static int[] side(JsonNode grids, int axis) {
    return IntStream.range(0, grids.size()).map(i -> grids.get(i).get(axis).asInt()).toArray();
  }
}
