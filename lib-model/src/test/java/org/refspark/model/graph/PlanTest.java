package org.refspark.model.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.model.nn.ConcatColumns;
import org.refspark.model.nn.Conv2d;
import org.refspark.model.nn.Fpn;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Linear;
import org.refspark.model.nn.Norm;
import org.refspark.model.nn.Relu;
import org.refspark.model.nn.ResNet;

/** Plans give arrays' memory to later arrays without a result changing. */
class PlanTest {
  private static final ResNet BACKBONE =
      new ResNet(List.of(1, 2, 1, 1), 4, 4, 2, 2, ResNet.Stem.PLAIN, ResNet.StridePlace.MIDDLE);

  /** A small pyramid network with branches, its loss and the gradients of all its weights. */
  private record Network(
      Graph graph, Parameters parameters, SDVariable picture, Map<String, SDVariable> results) {
    static Network build() {
      var parameters = new Parameters();
      var graph = Graph.forTraining(parameters);
      var picture = graph.input("picture", 2, 32, 64, 3);
      var layers = new Layers(graph, "net", Norm.GROUP, 2);
      var maps = BACKBONE.features(layers, picture);
      var levels = new Fpn(6).levels(layers, maps);
      var rows = new ArrayList<SDVariable>();
      for (var level : levels.subList(0, 4)) {
        long[] shape = graph.shape(level);
        rows.add(graph.reshape(level, 1, Shapes.length(shape)));
      }
      var all = graph.one(new ConcatColumns(), rows.toArray(SDVariable[]::new));
      var loss = graph.one(WeightedTotal.random(Shapes.length(graph.shape(all)), 3), all);
      var results = new LinkedHashMap<String, SDVariable>();
      results.put("loss", loss);
      results.putAll(graph.gradients(loss));
      parameters.allocate(7);
      return new Network(graph, parameters, picture, results);
    }

    Plan plan(List<SDVariable> outputs) {
      var plan = Plan.of(graph, outputs);
      var random = new Random(11);
      var values = new float[2 * 32 * 64 * 3];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      HostArray.write(plan.array(picture), values);
      return plan;
    }

    /** Every array that some op computes. */
    List<SDVariable> everything() {
      var all = new ArrayList<SDVariable>();
      for (var op : graph.sameDiff().ops()) {
        all.addAll(Arrays.asList(op.outputVariables()));
      }
      return all;
    }

    Map<String, float[]> read(Plan plan) {
      var values = new LinkedHashMap<String, float[]>();
      results.forEach((name, variable) -> values.put(name, HostArray.copy(plan.array(variable))));
      return values;
    }
  }

  private static void assertSame(Map<String, float[]> expected, Map<String, float[]> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
  }

  @Test
  void reusedMemoryChangesNoValueAndNoGradient() {
    var network = Network.build();
    var sparing = network.plan(List.copyOf(network.results().values()));
    var wasteful = network.plan(network.everything());
    sparing.run();
    wasteful.run();
    assertTrue(network.results().size() > 40, "weights with a gradient");
    assertSame(network.read(wasteful), network.read(sparing));
    assertTrue(
        sparing.bytes() < 0.85 * wasteful.bytes(),
        "reuse takes %d bytes, none takes %d".formatted(sparing.bytes(), wasteful.bytes()));
  }

  @Test
  void runsAreRepeatable() {
    var network = Network.build();
    var plan = network.plan(List.copyOf(network.results().values()));
    plan.run();
    var first = network.read(plan);
    plan.run();
    plan.run();
    assertSame(first, network.read(plan));
  }

  @Test
  void anInputReadLateKeepsItsValues() {
    var graph = Graph.forInference(new Parameters());
    var early = graph.input("early", 4, 4);
    var late = graph.input("late", 4, 4);
    var x = early;
    for (int i = 0; i < 4; i++) {
      x = graph.one(new Linear(), x, early);
    }
    var y = graph.sum(x, late);
    var plan = Plan.of(graph, List.of(y));
    plan.array(early).assign(Nd4j.eye(4).castTo(DataType.FLOAT));
    plan.array(late).assign(5);
    plan.run();
    plan.run();
    assertEquals(Nd4j.eye(4).castTo(DataType.FLOAT).add(5), plan.array(y));
  }

  @Test
  void whatNothingReadsAnyMoreIsOverwritten() {
    var graph = Graph.forInference(new Parameters());
    var x = graph.input("x", 64, 64);
    var product = graph.one(new Linear(), x, x);
    var positive = graph.one(new Relu(), product);
    var plan = Plan.of(graph, List.of(positive));
    plan.array(x).assign(Nd4j.eye(64).castTo(DataType.FLOAT).mul(-2).add(1));
    plan.run();
    // (1 − 2I)² = 60 + 4I
    assertEquals(Nd4j.eye(64).castTo(DataType.FLOAT).mul(4).add(60), plan.array(positive));
    assertEquals(2 * 64 * 64 * 4, plan.bytes(), "the input and one array besides");
  }

  @Test
  void aSumOverwritesTheTermThatIsNotReadAgain() {
    var graph = Graph.forInference(new Parameters());
    var x = graph.input("x", 64, 64);
    var kept = graph.one(new Linear(), x, x);
    var last = graph.one(new Linear(), x, kept);
    var y = graph.sum(graph.sum(kept, last), kept);
    var plan = Plan.of(graph, List.of(y));
    plan.array(x).assign(Nd4j.eye(64).castTo(DataType.FLOAT).mul(2));
    plan.run();
    // 2·(2I)² + (2I)³
    assertEquals(Nd4j.eye(64).castTo(DataType.FLOAT).mul(16), plan.array(y));
    assertEquals(3 * 64 * 64 * 4, plan.bytes(), "the input and both terms");
  }

  @Test
  void aTermWhoseReshapedSelfIsReadLaterIsKept() {
    var graph = Graph.forInference(new Parameters());
    var x = graph.input("x", 8, 8);
    var sign = graph.input("sign", 8, 8);
    var term = graph.one(new Linear(), x, sign);
    var flat = graph.reshape(term, 1, 64);
    var positive = graph.one(new Relu(), term);
    var y = graph.sum(graph.reshape(positive, 1, 64), flat);
    var plan = Plan.of(graph, List.of(y));
    var eye = Nd4j.eye(8).castTo(DataType.FLOAT);
    plan.array(x).assign(eye);
    plan.array(sign).assign(eye.neg());
    plan.run();
    assertEquals(eye.neg().reshape(1, 64), plan.array(y), "nothing positive, and the term itself");
  }

  @Test
  void aTermThatCountsTwiceIsNotOverwritten() {
    var graph = Graph.forInference(new Parameters());
    var x = graph.input("x", 8, 8);
    var term = graph.one(new Linear(), x, x);
    var y = graph.sum(term, term, term);
    var plan = Plan.of(graph, List.of(y));
    plan.array(x).assign(Nd4j.eye(8).castTo(DataType.FLOAT));
    plan.run();
    assertEquals(Nd4j.eye(8).castTo(DataType.FLOAT).mul(3), plan.array(y));
  }

  @Test
  void aReshapedGradientLandsWhereItIsBound() {
    var parameters = new Parameters();
    var graph = Graph.forTraining(parameters);
    var weight = graph.weight("weight", "g", new Initial.Value(1), 1, 1, 3, 2);
    var x = graph.input("x", 1, 3);
    var y = graph.one(new Linear(), x, graph.reshape(weight, 3, 2));
    var loss = graph.one(WeightedTotal.random(2, 1), y);
    var gradient = graph.gradients(loss).get("weight");
    parameters.allocate(1);
    var place = Nd4j.create(DataType.FLOAT, 6);
    var plan =
        Plan.of(
            graph, List.of(gradient), Map.of(gradient.name(), Shapes.view(place, 0, 1, 1, 3, 2)));
    HostArray.write(plan.array(x), new float[] {1, 2, 3});
    plan.run();
    float a = place.getFloat(0);
    float b = place.getFloat(1);
    assertArrayEquals(new float[] {a, b, 2 * a, 2 * b, 3 * a, 3 * b}, place.toFloatVector(), 1e-6f);
    assertTrue(a != 0 && b != 0 && a != b, "gradients " + a + " and " + b);
  }

  @Test
  void termsOfASumHaveGradientsOfTheirOwn() {
    var parameters = new Parameters();
    var graph = Graph.forTraining(parameters);
    var first = graph.weight("first", "g", new Initial.Value(1), 3);
    var second = graph.weight("second", "g", new Initial.Value(2), 3);
    var loss = graph.one(WeightedTotal.random(3, 1), graph.sum(first, second));
    var gradients = graph.gradients(loss);
    parameters.allocate(1);
    var flat = Nd4j.create(DataType.FLOAT, 6);
    var bound = new LinkedHashMap<String, INDArray>();
    bound.put(gradients.get("first").name(), Shapes.view(flat, 0, 3));
    bound.put(gradients.get("second").name(), Shapes.view(flat, 3, 3));
    Plan.of(graph, List.copyOf(gradients.values()), bound).run();
    var values = flat.toFloatVector();
    assertArrayEquals(Arrays.copyOfRange(values, 0, 3), Arrays.copyOfRange(values, 3, 6));
    assertTrue(values[0] != 0);
  }

  @Test
  void whatNoOutputNeedsDoesNotRun() {
    var graph = Graph.forInference(new Parameters());
    var x = graph.input("x", 1, 5, 5, 1);
    var wanted = graph.one(new Linear(), x, graph.input("w", 1, 2));
    var unwanted = graph.one(new Conv2d(3, 1, 1), x, graph.input("k", 3, 3, 1, 2));
    assertEquals(graph.shape(wanted)[3], graph.shape(unwanted)[3]);
    var ran = new ArrayList<String>();
    var plan = Plan.of(graph, List.of(wanted));
    plan.listen((kernel, nanoseconds) -> ran.add(kernel));
    plan.run();
    assertEquals(List.of("linear"), ran);
  }
}
