package org.refspark.model.grmnet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.refspark.model.OracleCase;
import org.refspark.model.boxes.Boxes;

/** Reference vectors beside those of GRM-Net's rules. */
class GlobalReferencesOracleTest {
  private static final String SELECTION = "outputs/grm_selection.json";

  static Stream<OracleCase> cases() {
    return OracleCase.named("boxes");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theFirstOfTheListAreReferencesOfAll(OracleCase oracle) {
    assertReferences(oracle, "grm_boxes", "list", ReferenceSelection.CONSISTENCY);
    assertReferences(oracle, "grm_boxes_few", "few_list", ReferenceSelection.CONSISTENCY);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theNearestAreReferencesWhereDistanceSelects(OracleCase oracle) {
    assertReferences(oracle, "grm_boxes", "dist", ReferenceSelection.DISTANCE);
    assertReferences(oracle, "grm_boxes_few", "few_dist", ReferenceSelection.DISTANCE);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aListByObjectnessGivesTheMostProbableAsReferences(OracleCase oracle) {
    float[] candidates = oracle.floats("inputs/grm_boxes.npy");
    float[] objectness = oracle.floats("inputs/grm_objectness.npy");
    int[] order =
        IntStream.range(0, objectness.length)
            .boxed()
            .sorted(Comparator.comparing((Integer i) -> -objectness[i]))
            .mapToInt(i -> i)
            .toArray();
    var members = new int[order.length];
    for (int place = 0; place < order.length; place++) {
      members[order[place]] = place;
    }
    assertReferences(oracle, "score", ReferenceSelection.CONSISTENCY, candidates, members, order);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void absoluteVectorsAreThoseOfTheCase(OracleCase oracle) {
    float[] candidates = oracle.floats("inputs/grm_boxes.npy");
    int width = oracle.hyper().path("image_wh").get(0).asInt();
    int height = oracle.hyper().path("image_wh").get(1).asInt();
    var five = new GlobalReferences(0, ReferenceSelection.CONSISTENCY, VectorForm.CORNER_5);
    var three = new GlobalReferences(0, ReferenceSelection.CONSISTENCY, VectorForm.CENTRE_3);
    oracle.assertClose("outputs/abs5.npy", five.absolute(candidates, width, height));
    oracle.assertClose("outputs/abs3.npy", three.absolute(candidates, width, height));
  }

  private static void assertReferences(
      OracleCase oracle, String input, String mode, ReferenceSelection selection) {
    float[] candidates = oracle.floats("inputs/" + input + ".npy");
    int[] all = IntStream.range(0, Boxes.count(candidates)).toArray();
    assertReferences(oracle, mode, selection, candidates, all, all);
  }

  /** {@code order}: which candidate stands at each place of the reference list. */
  private static void assertReferences(
      OracleCase oracle,
      String mode,
      ReferenceSelection selection,
      float[] candidates,
      int[] members,
      int[] order) {
    int count = oracle.hyper().path("K").asInt();
    float[] list = Boxes.pick(candidates, order);
    var references = new GlobalReferences(count, selection, VectorForm.CENTRE_5);
    int[] indices = references.indices(candidates, members, list);
    assertSelected(oracle.json(SELECTION).path(mode), count, order, indices);
    for (var form : VectorForm.values()) {
      String suffix = form.name().toLowerCase(Locale.ROOT).replace("_", "");
      float[] vectors =
          new GlobalReferences(count, selection, form).vectors(candidates, members, list);
      oracle.assertClose("outputs/grm_" + mode + "_" + suffix + ".npy", vectors);
    }
  }

  private static void assertSelected(JsonNode expected, int count, int[] order, int[] indices) {
    assertEquals(expected.size() * count, indices.length);
    for (int i = 0; i < expected.size(); i++) {
      for (int k = 0; k < count; k++) {
        int index = indices[i * count + k];
        int wanted = k < expected.get(i).size() ? expected.get(i).get(k).asInt() : -1;
        assertEquals(wanted, index < 0 ? -1 : order[index], "reference " + k + " of " + i);
      }
    }
  }
}
