package org.refspark.model.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.refspark.model.OracleCase;
import org.refspark.model.graph.GradientCheck;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Kernel;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/** Coordinates and sine codes of places. */
class PositionKernelsTest {
  static Stream<OracleCase> cases() {
    return OracleCase.named("cris_decoder_tiny");
  }

  private static float[] ofZeros(Kernel kernel, long... shape) {
    var graph = Graph.forInference(new Parameters());
    var out = graph.one(kernel, graph.input("x", shape));
    var plan = Plan.of(graph, List.of(out));
    plan.run();
    return HostArray.copy(plan.array(out));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sineCodesAreThoseOfCris(OracleCase oracle) {
    int channels = oracle.hyper().path("d_model").asInt();
    int height = oracle.hyper().path("H").asInt();
    int width = oracle.hyper().path("W").asInt();
    int words = oracle.hyper().path("L").asInt();
    oracle.assertClose(
        "outputs/vis_pos.npy",
        ofZeros(AddPositions.ofMap(height, width, channels), 1, (long) height * width, channels));
    oracle.assertClose(
        "outputs/txt_pos.npy",
        ofZeros(AddPositions.ofSequence(words, channels), 1, words, channels));
  }

  @Test
  void everySampleGetsItsPositionsAndPassesItsGradientBack() {
    GradientCheck.of(graph -> graph.one(AddPositions.ofMap(2, 3, 4), graph.input("x", 3, 6, 4)))
        .passes();
  }

  @Test
  void positionsNeedPairsOfChannels() {
    assertEquals(
        "sine positions in 6 channels, expected a multiple of 4",
        assertThrows(IllegalArgumentException.class, () -> AddPositions.ofMap(2, 2, 6))
            .getMessage());
  }

  @Test
  void coordinatesRunFromMinusOneToOneColumnFirst() {
    assertArrayEquals(
        new float[] {0, -1, -1, 0, 0, -1, 0, 1, -1, 0, -1, 1, 0, 0, 1, 0, 1, 1},
        ofZeros(new AppendCoordinates(), 1, 2, 3, 1));
  }

  @Test
  void mapsWithCoordinatesPassTheirOwnGradientBack() {
    GradientCheck.of(graph -> graph.one(new AppendCoordinates(), graph.input("x", 2, 3, 4, 5)))
        .passes();
  }
}
