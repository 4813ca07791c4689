package org.refspark.model.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.refspark.model.graph.GradientCheck;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Parameters;

/** Gradients and shapes of networks made of several kernels. */
class BlocksTest {
  @ParameterizedTest
  @CsvSource({"PLAIN,MIDDLE,1,GROUP", "DEEP,FIRST,2,GROUP", "PLAIN,FIRST,2,BATCH"})
  void residualNetworkHasTheGradientOfItsFeatures(
      ResNet.Stem stem, ResNet.StridePlace place, int groups, Norm norm) {
    var resNet = new ResNet(List.of(1, 2, 1, 1), 4, 4, 2, groups, stem, place);
    GradientCheck.of(
            graph -> {
              var layers = new Layers(graph, "net", norm, 2);
              return resNet.features(layers, graph.input("x", 2, 32, 64, 3)).get(1);
            })
        .given("x", Values.random(2 * 32 * 64 * 3, 1))
        .along()
        .step(1e-4)
        .tolerance(3e-2)
        .passes();
  }

  @Test
  void pyramidHasTheGradientOfItsFinestLevel() {
    GradientCheck.of(
            graph -> {
              var layers = new Layers(graph, "fpn", Norm.GROUP, 2);
              var maps =
                  List.of(
                      graph.input("c2", 1, 8, 16, 3),
                      graph.input("c3", 1, 4, 8, 4),
                      graph.input("c4", 1, 2, 4, 5),
                      graph.input("c5", 1, 1, 2, 6));
              var levels = new Fpn(4).levels(layers, maps);
              assertEquals(5, levels.size());
              return levels.get(0);
            })
        .passes();
  }

  @Test
  void groupsThatDoNotDivideTheChannelsAreRefused() {
    var layers = new Layers(Graph.forTraining(new Parameters()), "net", Norm.GROUP, 2);
    var x = layers.graph().input("x", 1, 4, 4, 6);
    assertThrows(IllegalArgumentException.class, () -> layers.groupedConv(x, "conv", 3, 1, 6, 4));
  }
}
