package org.refspark.model.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.refspark.model.nn.Attention;
import org.refspark.model.nn.BatchedProduct;
import org.refspark.model.nn.DynamicConv;
import org.refspark.model.nn.Gru;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Lstm;
import org.refspark.model.nn.Norm;
import org.refspark.model.nn.ResNet;

class PlannedWorkTest {
  /**
   * fvcore counts 4,089,184,256 for torchvision's resnet50 at 224², 2048·1000 of them in its last
   * layer, which a backbone does not have.
   */
  @Test
  void multiplyAddsOfResNet50AreThoseThatAreKnown() {
    var parameters = new Parameters();
    var graph = Graph.forInference(parameters);
    var picture = graph.input("picture", 1, 224, 224, 3);
    var maps =
        new ResNet(List.of(3, 4, 6, 3), 64, 64, 4, 1, ResNet.Stem.PLAIN, ResNet.StridePlace.MIDDLE)
            .features(new Layers(graph, "net", Norm.FROZEN, 1), picture);
    parameters.allocate(1);
    var plan = Plan.of(graph, List.of(maps.get(3)));
    assertEquals(4_089_184_256L - 2048 * 1000, plan.multiplyAdds());
  }

  @Test
  void otherKernelsCountTheirProducts() {
    // ViT-B/16 at 224²: 197 tokens of 768, q·kᵀ and p·v.
    long[][] packed = {{1, 197, 3 * 768}};
    assertEquals(2L * 197 * 197 * 768, new Attention(12, false).multiplyAdds(packed));
    long[][] crossed = {{2, 900, 512}, {2, 24, 512}, {2, 24, 512}};
    assertEquals(2L * 2 * 900 * 24 * 512, new Attention(8, false).multiplyAdds(crossed));
    long[][] pair = {{3, 5, 7}, {3, 11, 7}};
    assertEquals(3L * 5 * 7 * 11, new BatchedProduct(false, true).multiplyAdds(pair));
    long[][] kernels = {{1, 120, 120, 256}, {24, 9 * 256}, {24, 1}};
    assertEquals(24L * 120 * 120 * 9 * 256, new DynamicConv().multiplyAdds(kernels));
    long[][] gru = {{15, 2, 300}, {2}, {300, 3 * 512}, {512, 3 * 512}, {3 * 512}, {3 * 512}};
    assertEquals(15L * 2 * 3 * 512 * (300 + 512), new Gru(false).multiplyAdds(gru));
    long[][] lstm = {{15, 2, 300}, {2}, {300, 4 * 512}, {512, 4 * 512}, {4 * 512}};
    assertEquals(15L * 2 * 4 * 512 * (300 + 512), new Lstm(true).multiplyAdds(lstm));
  }

  @Test
  void aListenerSeesEveryOperationUntilItIsTakenAway() {
    var parameters = new Parameters();
    var graph = Graph.forInference(parameters);
    var x = graph.input("x", 4, 3);
    var layers = new Layers(graph, "net", Norm.FROZEN, 1);
    var y = layers.denseRelu(x, "one", 2);
    parameters.allocate(1);
    var plan = Plan.of(graph, List.of(y));
    var work = new PlannedWork(List.of(plan, plan));
    assertEquals(2L * 4 * 3 * 2, work.multiplyAdds());
    assertTrue(work.bytes() >= 2L * 4 * 3 * Float.BYTES, work.bytes() + " bytes");

    var seen = new ArrayList<String>();
    work.listen((kernel, nanoseconds) -> seen.add(kernel));
    plan.run();
    work.listen(null);
    plan.run();
    assertEquals("linear", seen.get(0));
    assertEquals(2, seen.size(), seen.toString());
  }
}
