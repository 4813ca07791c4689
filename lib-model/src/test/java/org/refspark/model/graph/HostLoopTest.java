package org.refspark.model.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.model.nn.L2Normalize;
import org.refspark.model.nn.Linear;
import org.refspark.model.nn.Normalize;
import org.refspark.model.nn.RoiAlign;

/** Loops over cores. */
class HostLoopTest {
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

  @Test
  void everyIndexRunsOnce() {
    for (int count : new int[] {0, 1, 2, 1000}) {
      var runs = new AtomicIntegerArray(count);
      HostLoop.over(count, runs::incrementAndGet);
      for (int i = 0; i < count; i++) {
        assertEquals(1, runs.get(i), "runs of " + i + " of " + count);
      }
    }
  }

  @Test
  void longLoopsEndAfterTheirLastChunkWhoeverRunsIt() {
    for (int repetition = 0; repetition < 200; repetition++) {
      var runs = new AtomicIntegerArray(12);
      HostLoop.over(
          12,
          i -> {
            long end = System.nanoTime() + 30_000L * (i % 5);
            while (System.nanoTime() < end) {
              Thread.onSpinWait();
            }
            runs.incrementAndGet(i);
          });
      for (int i = 0; i < 12; i++) {
        assertEquals(1, runs.get(i), "runs of " + i);
      }
    }
  }

  @Test
  void failuresOnAnyThreadEndTheLoopOnce() {
    for (int repetition = 0; repetition < 200; repetition++) {
      var thrown =
          assertThrows(
              IllegalStateException.class,
              () ->
                  HostLoop.over(
                      50,
                      i -> {
                        long end = System.nanoTime() + 20_000;
                        while (System.nanoTime() < end) {
                          Thread.onSpinWait();
                        }
                        if (i % 9 == 8) {
                          throw new IllegalStateException("chunk " + i);
                        }
                      }));
      assertTrue(thrown.getMessage().startsWith("chunk "), thrown.getMessage());
    }
  }

  @Test
  void aFailingChunkFailsTheLoopAndTheNextLoopWorks() {
    var failure = new IllegalArgumentException("chunk 7");
    var thrown =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                HostLoop.over(
                    100,
                    i -> {
                      if (i == 7) {
                        throw failure;
                      }
                    }));
    assertSame(failure, thrown);
    everyIndexRunsOnce();
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() throws Exception {
    var expected = checksum("1");
    assertEquals(expected, checksum("3"));
    assertEquals(expected, checksum("64"));
  }

  private static String checksum(String threads) throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command =
        List.of(
            java,
            "-cp",
            System.getProperty("java.class.path"),
            "-Xmx256m",
            "-D" + EXTENSION + "=" + System.getProperty(EXTENSION, ""),
            HostLoopTest.class.getName());
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OMP_NUM_THREADS", threads);
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(2, TimeUnit.MINUTES), "ends in time");
    var lines = new ArrayList<>(Arrays.asList(output.split("\n")));
    lines.removeIf(line -> !line.startsWith("checksum "));
    assertEquals(1, lines.size(), output);
    return lines.get(0);
  }

  /** Runs kernels that loop in Java, forwards and backwards, and prints a hash of all results. */
  public static void main(String[] args) {
    var parameters = new Parameters();
    var graph = Graph.forTraining(parameters);
    var x = graph.input("x", 2, 40, 40, 48);
    var y =
        graph.one(
            new Normalize(6, 0, 1e-5, 0.1, false),
            x,
            graph.weight("scale", "g", new Initial.Normal(1), 48),
            graph.weight("shift", "g", new Initial.Normal(1), 48));
    var regions = graph.input("regions", 2, 6);
    var pooled = graph.one(new RoiAlign(7, 2, 4), regions, graph.one(new L2Normalize(), y));
    var total = WeightedTotal.random(2 * 49 * 48, 1);
    var loss = graph.one(total, pooled);
    var results = new ArrayList<>(graph.gradients(loss, List.of("x", "scale", "shift")).values());
    results.add(pooled);
    var weight = graph.weight("weight", "g", new Initial.Normal(1), 48, 96);
    results.add(graph.one(new Linear(), y, weight));
    parameters.allocate(1);
    var plan = Plan.of(graph, results);
    var random = new Random(2);
    var values = new float[2 * 40 * 40 * 48];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    HostArray.write(plan.array(x), values);
    HostArray.write(plan.array(regions), new float[] {0, 0, 3, 9, 100, 70, 1, 0, 8, 8, 44, 155});
    plan.run();
    int hash = 0;
    for (var result : results) {
      hash = 31 * hash + Arrays.hashCode(HostArray.copy(plan.array(result)));
    }
    hash = 31 * hash + productHash(600, 2048, 128);
    hash = 31 * hash + productHash(676, 512, 512);
    System.out.println("checksum " + hash);
  }

  private static int productHash(int rows, int inner, int columns) {
    var random = new Random(3);
    var a = new float[rows * inner];
    var b = new float[inner * columns];
    for (var values : List.of(a, b)) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
    }
    var product = HostArray.zeros(rows, columns);
    MatrixProduct.of(
            Nd4j.createFromArray(a).reshape(rows, inner),
            Nd4j.createFromArray(b).reshape(inner, columns))
        .into(product)
        .run();
    return Arrays.hashCode(HostArray.copy(product));
  }
}
