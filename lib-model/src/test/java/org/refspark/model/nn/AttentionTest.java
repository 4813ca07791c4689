package org.refspark.model.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.GradientCheck;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;
import org.refspark.model.graph.WeightedTotal;

/** Attention beside its formula, summed in double, and its gradients. */
class AttentionTest {
  private static final int SAMPLES = 2;

  @ParameterizedTest
  @CsvSource({"1,false", "2,false", "3,true", "6,true"})
  void attentionHasTheGradientOfItsAnswer(int heads, boolean causal) {
    GradientCheck.of(
            graph ->
                graph.one(
                    new Attention(heads, causal),
                    graph.input("q", SAMPLES, 4, 6),
                    graph.input("k", SAMPLES, 5, 6),
                    graph.input("v", SAMPLES, 5, 6)))
        .passes();
  }

  @Test
  void selfAttentionOnOneArrayHasTheGradientOfItsAnswer() {
    GradientCheck.of(
            graph -> graph.one(new Attention(2, true), graph.input("qkv", SAMPLES, 5, 3 * 6)))
        .passes();
  }

  @Test
  void hiddenKeysGetNoGradient() {
    GradientCheck.of(
            graph ->
                graph.one(
                    new Attention(2, false),
                    graph.input("q", SAMPLES, 3, 4),
                    graph.input("k", SAMPLES, 4, 4),
                    graph.input("v", SAMPLES, 4, 4),
                    graph.input("seen", SAMPLES, 4)))
        .constant("seen", 1, 1, 0, 0, 0, 1, 1, 1)
        .passes();
  }

  @Test
  void constantKeysLeaveTheGradientOfTheQueries() {
    GradientCheck.of(
            graph ->
                graph.one(
                    new Attention(1, false),
                    graph.input("q", 1, 3, 4),
                    graph.input("k", 1, 2, 4),
                    graph.input("v", 1, 2, 4)))
        .constant("k", Values.random(8, 1))
        .constant("v", Values.random(8, 2))
        .passes();
  }

  @Test
  void headsCutIntoSeveralTilesAddUpTheirGradients() {
    // 2600 keys leave room for 100 queries: three tiles for each head.
    GradientCheck.of(
            graph ->
                graph.one(
                    new Attention(2, false),
                    graph.input("q", 1, 201, 2),
                    graph.input("k", 1, 2600, 2),
                    graph.input("v", 1, 2600, 2)))
        .sample(4)
        .step(5e-2)
        .tolerance(1e-2)
        .passes();
  }

  @ParameterizedTest
  @CsvSource({
    "7,9,6,3,false,false",
    "7,7,6,2,true,false",
    "5,9,4,1,false,true",
    "150,2100,8,2,true,true"
  })
  void answersFollowTheFormula(
      int queries, int keys, int channels, int heads, boolean causal, boolean masked) {
    var q = Values.random(SAMPLES * queries * channels, 1);
    var k = Values.random(SAMPLES * keys * channels, 2);
    var v = Values.random(SAMPLES * keys * channels, 3);
    var seen = new float[SAMPLES * keys];
    for (int i = 0; i < seen.length; i++) {
      seen[i] = masked && i % 3 == 1 ? 0 : 1;
    }
    var graph = Graph.forInference(new Parameters());
    SDVariable[] in = {
      graph.input("q", SAMPLES, queries, channels),
      graph.input("k", SAMPLES, keys, channels),
      graph.input("v", SAMPLES, keys, channels),
      graph.input("seen", SAMPLES, keys)
    };
    var out = graph.one(new Attention(heads, causal), masked ? in : Arrays.copyOf(in, 3));
    var plan = Plan.of(graph, List.of(out));
    HostArray.write(plan.array(in[0]), q);
    HostArray.write(plan.array(in[1]), k);
    HostArray.write(plan.array(in[2]), v);
    if (masked) {
      HostArray.write(plan.array(in[3]), seen);
    }
    plan.run();
    var expected = formula(q, k, v, seen, queries, keys, channels, heads, causal);
    assertArrayEquals(expected, HostArray.copy(plan.array(out)), 2e-6f);
  }

  private static float[] formula(
      float[] q,
      float[] k,
      float[] v,
      float[] seen,
      int queries,
      int keys,
      int channels,
      int heads,
      boolean causal) {
    var out = new float[q.length];
    int width = channels / heads;
    for (int row = 0; row < SAMPLES * queries * heads; row++) {
      int sample = row / (queries * heads);
      int query = row / heads % queries;
      int at = (sample * queries + query) * channels + row % heads * width;
      var sums = new double[width + 1];
      for (int key = 0; key < keys; key++) {
        if (seen[sample * keys + key] == 0 || (causal && key > query)) {
          continue;
        }
        int other = (sample * keys + key) * channels + row % heads * width;
        double score = 0;
        for (int c = 0; c < width; c++) {
          score += (double) q[at + c] * k[other + c];
        }
        double weight = Math.exp(score / Math.sqrt(width));
        sums[width] += weight;
        for (int c = 0; c < width; c++) {
          sums[c] += weight * v[other + c];
        }
      }
      for (int c = 0; c < width; c++) {
        out[at + c] = (float) (sums[c] / sums[width]);
      }
    }
    return out;
  }

  @Test
  void aQueryThatSeesNoKeyGetsZerosAndPassesNoGradient() {
    var graph = Graph.forTraining(new Parameters());
    SDVariable[] in = {
      graph.input("q", 1, 2, 2),
      graph.input("k", 1, 3, 2),
      graph.input("v", 1, 3, 2),
      graph.input("seen", 1, 3)
    };
    var out = graph.one(new Attention(1, false), in);
    var total = graph.one(new WeightedTotal(1, 1, 1, 1), out);
    var gradients = graph.gradients(total, List.of("q", "k", "v"));
    var wanted = new ArrayList<>(gradients.values());
    wanted.add(out);
    var plan = Plan.of(graph, wanted);
    for (int i = 0; i < 3; i++) {
      HostArray.write(plan.array(in[i]), Values.random(i == 0 ? 4 : 6, i));
    }
    plan.run();
    for (var variable : wanted) {
      var values = HostArray.copy(plan.array(variable));
      assertArrayEquals(new float[values.length], values, 0);
    }
  }

  @Test
  void headsThatDoNotDivideTheChannelsAreRefused() {
    var graph = Graph.forTraining(new Parameters());
    var x = graph.input("x", 1, 4, 6);
    assertEquals(
        "attention of 4 heads gets [[1, 4, 6], [1, 4, 6], [1, 4, 6]], expected q [B, Lq, C], k and"
            + " v [B, Lk, C] and optionally [B, Lk], or all in [B, L, 3C]; C a multiple of the"
            + " heads",
        assertThrows(
                IllegalArgumentException.class, () -> graph.one(new Attention(4, false), x, x, x))
            .getMessage());
  }

  @Test
  void projectionsHaveTheGradientOfTheAnswer() {
    GradientCheck.of(
            graph -> {
              var layers = new Layers(graph, "decoder", Norm.GROUP, 1);
              return new MultiHeadAttention(2)
                  .attend(
                      layers,
                      "attention",
                      graph.input("query", 2, 3, 4),
                      graph.input("key", 2, 5, 6),
                      graph.input("value", 2, 5, 3));
            })
        // It adds the same to all of a query's scores, which softmax takes out again.
        .constant("decoder.attention.k_proj.bias", 1, 2, 3, 4)
        .passes();
  }
}
