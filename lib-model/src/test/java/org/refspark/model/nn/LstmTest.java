package org.refspark.model.nn;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.refspark.model.graph.GradientCheck;
import org.refspark.model.graph.Initial;

/** Gradients of the recurrent network over sequences of unequal length. */
class LstmTest {
  private static final Initial WIDE = new Initial.Uniform(1);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bothDirectionsHaveTheGradientOfTheirStates(boolean reverse) {
    GradientCheck.of(
            graph ->
                graph.one(
                    new Lstm(reverse),
                    graph.input("x", 5, 4, 3),
                    graph.input("lengths", 4),
                    graph.weight("input", "g", WIDE, 3, 8),
                    graph.weight("recurrent", "g", WIDE, 2, 8),
                    graph.weight("bias", "g", WIDE, 8)))
        .constant("lengths", 5, 1, 3, 4)
        .passes();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneStepOfOneSequenceHasTheGradientOfItsState(boolean reverse) {
    GradientCheck.of(
            graph ->
                graph.one(
                    new Lstm(reverse),
                    graph.input("x", 1, 1, 3),
                    graph.input("lengths", 1),
                    graph.weight("input", "g", WIDE, 3, 4),
                    graph.input("recurrent", 1, 4),
                    graph.weight("bias", "g", WIDE, 4)))
        .constant("lengths", 1)
        .constant("recurrent", 1, 1, 1, 1)
        .passes();
  }
}
