package org.refspark.model.clip;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.GradientCheck;
import org.refspark.model.graph.Graph;
import org.refspark.model.nn.Norm;

/** Gradients of CLIP's encoders. */
class ClipGradientTest {
  private static final ClipResNetConfig RES_NET =
      new ClipResNetConfig(List.of(1, 1, 1, 1), 4, 4, 6, 2);

  /**
   * With fixed statistics: those of a batch are checked by themselves, and taking them after every
   * convolution multiplies what a step across zero of some ReLU does to the difference.
   */
  @Test
  void residualNetworkHasTheGradientOfItsMaps() {
    GradientCheck.of(
            graph ->
                new ClipResNet(RES_NET, graph, Norm.FROZEN, 1)
                    .maps(graph.input("picture", 2, 32, 64, 3))
                    .get(1))
        .step(1e-4)
        .tolerance(3e-2)
        .sample(20)
        .passes();
  }

  private static GradientCheck pool(GradientCheck.Network network) {
    return GradientCheck.of(network)
        // It adds the same to all of a query's scores, which softmax takes out again.
        .constant("clip.visual.attnpool.k_proj.bias", new float[RES_NET.channels()])
        .sample(20)
        .tolerance(5e-3);
  }

  private static SDVariable map(Graph graph) {
    return graph.input("map", 2, 3, 2, RES_NET.channels());
  }

  private static AttentionPool attentionPool(Graph graph) {
    return new ClipResNet(RES_NET, graph, Norm.GROUP, 2).pool();
  }

  @Test
  void theWholeHasTheGradientOfTheMap() {
    pool(graph -> attentionPool(graph).whole(map(graph))).passes();
  }

  @Test
  void placesWithTheirShortcutHaveTheGradientOfTheMap() {
    pool(graph -> attentionPool(graph).places(map(graph))).step(1e-3).tolerance(2e-2).passes();
  }

  @Test
  void placesAskedTogetherWithTheWholeHaveTheGradientOfTheMap() {
    pool(graph ->
            attentionPool(graph)
                .wholeAndPlaces(map(graph), AttentionPool.Shortcut.LEFT_OUT)
                .places())
        .passes();
  }

  @Test
  void visionTransformerHasTheGradientOfItsPlacesThroughResizedPositions() {
    GradientCheck.of(
            graph ->
                new ClipVit(new ClipVitConfig(2, 4, 2, 2, 3, 2), graph)
                    .see(graph.input("picture", 2, 6, 4, 3))
                    .places())
        .sample(30)
        .tolerance(1e-2)
        .passes();
  }

  @Test
  void textEncoderHasTheGradientOfItsSentence() {
    GradientCheck.of(
            graph ->
                new ClipText(new ClipTextConfig(9, 6, 8, 2, 2, 3), graph)
                    .read(graph.input("ids", 2, 4), graph.input("ends", 2))
                    .sentence())
        .constant("ids", 7, 3, 8, 0, 7, 3, 5, 8)
        .constant("ends", ClipText.ends(new float[] {7, 3, 8, 0, 7, 3, 5, 8}, 4))
        .step(2e-3)
        .sample(40)
        .tolerance(1e-2)
        .passes();
  }
}
