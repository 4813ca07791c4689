package org.refspark.model.nn;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.refspark.model.graph.GradientCheck;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;
import org.refspark.model.graph.Parameters;

/** Gradients of the gated recurrent unit over sequences of unequal length. */
class GruTest {
  private static final Initial WIDE = new Initial.Uniform(1);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bothDirectionsHaveTheGradientOfTheirStates(boolean reverse) {
    GradientCheck.of(
            graph ->
                graph.one(
                    new Gru(reverse),
                    graph.input("x", 5, 4, 3),
                    graph.input("lengths", 4),
                    graph.weight("input", "g", WIDE, 3, 6),
                    graph.weight("recurrent", "g", WIDE, 2, 6),
                    graph.weight("inputBias", "g", WIDE, 6),
                    graph.weight("recurrentBias", "g", WIDE, 6)))
        .constant("lengths", 5, 1, 3, 4)
        .passes();
  }

  @Test
  void meanOfTheStatesHasTheGradientOfTheValidSteps() {
    GradientCheck.of(
            graph ->
                graph.one(new MeanSteps(), graph.input("x", 5, 4, 3), graph.input("lengths", 4)))
        .constant("lengths", 5, 1, 3, 4)
        .passes();
  }

  @Test
  void weightsOfAnotherSizeAreRefused() {
    var graph = Graph.forTraining(new Parameters());
    var x = graph.input("x", 5, 4, 3);
    var lengths = graph.input("lengths", 4);
    var input = graph.input("input", 3, 8);
    var recurrent = graph.input("recurrent", 2, 6);
    var bias = graph.input("bias", 6);
    assertThrows(
        IllegalArgumentException.class,
        () -> graph.one(new Gru(false), x, lengths, input, recurrent, bias, bias));
  }
}
