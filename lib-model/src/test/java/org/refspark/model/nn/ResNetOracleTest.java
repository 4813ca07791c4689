package org.refspark.model.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.OracleCase;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/** The residual network and the normalised pyramid beside torchvision's, at inference. */
class ResNetOracleTest {
  static Stream<OracleCase> cases() {
    return OracleCase.named("fpn_resnet_tiny");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void featuresAndPyramidAreAsExpected(OracleCase oracle) {
    var hyper = oracle.hyper();
    int width = hyper.path("width").asInt();
    var blocks =
        StreamSupport.stream(hyper.path("layers").spliterator(), false)
            .map(count -> count.asInt())
            .toList();
    var resNet =
        new ResNet(blocks, width, width, 4, 1, ResNet.Stem.PLAIN, ResNet.StridePlace.MIDDLE);
    var parameters = new Parameters();
    var graph = Graph.forInference(parameters);
    int[] shape = oracle.shape("inputs/image.npy");
    var picture = graph.input("picture", shape[0], shape[2], shape[3], shape[1]);
    var maps = resNet.features(new Layers(graph, "body", Norm.BATCH, 1), picture);
    var fpn = new Fpn(hyper.path("fpn_out").asInt());
    var levels = fpn.levels(new Layers(graph, "fpn_bn", Norm.BATCH, 1), maps);
    parameters.allocate(1);
    fill(parameters, oracle);
    var wanted = new ArrayList<SDVariable>(maps);
    wanted.addAll(levels);
    var plan = Plan.of(graph, wanted);
    var values = oracle.floats("inputs/image.npy");
    HostArray.write(plan.array(picture), Maps.channelsLast(values, shape[0], shape[1]));
    plan.run();
    for (int i = 0; i < maps.size(); i++) {
      assertMap(oracle, "C" + (i + 2), graph, plan, maps.get(i));
    }
    assertEquals(5, levels.size(), "levels");
    for (int i = 0; i < levels.size(); i++) {
      assertMap(oracle, "bn_P" + (i + 2), graph, plan, levels.get(i));
    }
  }

  private static void assertMap(
      OracleCase oracle, String name, Graph graph, Plan plan, SDVariable map) {
    long[] shape = graph.shape(map);
    var values = HostArray.copy(plan.array(map));
    oracle.assertClose(
        "outputs/" + name + ".npy", Maps.channelsFirst(values, (int) shape[0], (int) shape[3]));
  }

  /** Every array of the network is one of torchvision's, under the same name. */
  private static void fill(Parameters parameters, OracleCase oracle) {
    var weights = oracle.weights("weights.safetensors");
    for (var slot : parameters.layout().slots()) {
      var tensor = weights.get(slot.name());
      var values = tensor.values();
      if (tensor.shape().length == 4) {
        values = Maps.kernelLast(values, tensor.shape()[0], tensor.shape()[1]);
      }
      assertEquals(slot.length(), values.length, slot.name());
      HostArray.write(parameters.array(slot.name()), values);
    }
  }
}
