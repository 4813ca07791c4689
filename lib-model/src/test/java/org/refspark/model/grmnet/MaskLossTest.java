package org.refspark.model.grmnet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.model.graph.ArrayPool;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;

class MaskLossTest {
  private static final int PLACES = 5;

  private final GrmNetConfig config = TinyGrmNet.config(5, true);
  private final Parameters parameters = new Parameters();
  private final List<INDArray> pyramid = new ArrayList<>();
  private final MaskLoss kernel;
  private final INDArray[] in;
  private final INDArray[] out;
  private final Runnable program;

  MaskLossTest() {
    int levels = GrmNetConfig.Pyramid.COARSEST - config.pyramid().finest() + 1;
    var random = new Random(5);
    for (int level = 0; level < levels; level++) {
      long side = Math.max(1, config.imageSize() / config.pyramid().stride(level));
      pyramid.add(noise(random, 1, side, side, config.pyramid().channels()));
    }
    var shapes = pyramid.stream().map(INDArray::shape).toList();
    kernel = new MaskLoss(config, parameters, shapes);
    parameters.allocate(3);
    var all =
        new ArrayList<INDArray>(
            List.of(
                Nd4j.zeros(DataType.FLOAT, PLACES, 6),
                Nd4j.zeros(DataType.FLOAT, PLACES),
                noise(random, PLACES, MaskHead.SIZE, MaskHead.SIZE, 1).gt(0).castTo(DataType.FLOAT),
                noise(random, PLACES, MaskHead.SIZE, MaskHead.SIZE, 1).mul(1e-3)));
    all.addAll(pyramid);
    for (var slot : parameters.layout().slots()) {
      if (slot.trainable()) {
        all.add(parameters.array(slot.name()));
      }
    }
    in = all.toArray(INDArray[]::new);
    out = outputs(Arrays.stream(in).map(INDArray::shape).toArray(long[][]::new));
    program = kernel.forward(in, out, new INDArray[0]);
  }

  private INDArray[] outputs(long[][] shapes) {
    return Arrays.stream(kernel.shapes(shapes))
        .map(shape -> Nd4j.valueArrayOf(shape, 7, DataType.FLOAT))
        .toArray(INDArray[]::new);
  }

  private static INDArray noise(Random random, long... shape) {
    var array = Nd4j.create(DataType.FLOAT, shape);
    var values = new float[(int) array.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    HostArray.write(array, values);
    return array;
  }

  /** Puts regions into some places and leaves the others free. */
  private void place(int... taken) {
    var rows = new float[6 * PLACES];
    for (int place = 0; place < PLACES; place++) {
      rows[6 * place] = -1;
    }
    for (int place : taken) {
      var region = new float[] {0, place % 2, 4 + place, 3, 30 + 2 * place, 26 - place};
      System.arraycopy(region, 0, rows, 6 * place, 6);
    }
    HostArray.write(in[0], rows);
    HostArray.write(in[1], new float[] {0, 1, 1, 0, 1});
  }

  private float[][] run() {
    program.run();
    return Arrays.stream(out).map(HostArray::copy).toArray(float[][]::new);
  }

  /** Loss and gradients of exactly these places. */
  private float[][] alone(int... places) {
    var graph =
        new MaskLossGraph(
            config, parameters, pyramid.stream().map(INDArray::shape).toList(), places.length);
    var own = outputs(Arrays.stream(in).map(INDArray::shape).toArray(long[][]::new));
    graph.bind(pyramid.toArray(INDArray[]::new), own, ArrayPool.ofAnySize());
    graph.run(places, Arrays.stream(in).limit(4).map(HostArray::copy).toArray(float[][]::new));
    return Arrays.stream(own).map(HostArray::copy).toArray(float[][]::new);
  }

  private static void assertClose(float[][] expected, float[][] actual) {
    for (int i = 0; i < expected.length; i++) {
      double largest = 0;
      for (float value : expected[i]) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertArrayEquals(expected[i], actual[i], (float) (1e-5 * largest), "output " + i);
    }
    assertTrue(Math.abs(expected[0][0]) > 0, "there is a loss");
  }

  @Test
  void freePlacesWeighNothingWhereverTheyAre() {
    place(1, 3, 4);
    assertClose(alone(1, 3, 4), run());
    place(0);
    assertClose(alone(0), run());
    place(0, 1, 2, 3, 4);
    assertClose(alone(0, 1, 2, 3, 4), run());
  }

  @Test
  void lossIsTheSumOverRegionsWhichAreIndependentUnderGroupNorm() {
    place(0, 1, 2, 3, 4);
    double sum = 0;
    for (int place = 0; place < PLACES; place++) {
      sum += alone(place)[0][0];
    }
    assertEquals(sum, run()[0][0], 1e-5 * Math.abs(sum));
  }

  @Test
  void withoutRegionsLossAndGradientsAreZeroAlsoAfterOthers() {
    place(0, 2);
    run();
    place();
    for (var values : run()) {
      assertArrayEquals(new float[values.length], values);
    }
  }

  @Test
  void arithmeticIsThatOfTheRegionsOfTheLastStep() {
    place(1);
    run();
    long ofOne = kernel.multiplyAdds();
    assertTrue(ofOne > 0, "a region costs something");
    assertTrue(kernel.bytes() > 0, "a graph holds memory");
    place(0, 2, 4);
    run();
    assertEquals(3 * ofOne, kernel.multiplyAdds());
    place();
    run();
    assertEquals(0, kernel.multiplyAdds());
  }

  @Test
  void earlierStepsOfOtherSizesLeaveNoTrace() {
    place(2, 3);
    var first = run();
    place(0, 1, 2, 3, 4);
    run();
    place(1);
    run();
    place(2, 3);
    var again = run();
    for (int i = 0; i < first.length; i++) {
      assertArrayEquals(first[i], again[i], "output " + i);
    }
  }

  @Test
  void roomGrowsByHalvesSoThatAThirdIsLeftOverAtMost() {
    for (int regions = 1; regions <= 512; regions++) {
      int places = MaskLoss.places(regions);
      assertTrue(places >= regions && 2 * places < 3 * regions, regions + " regions in " + places);
    }
  }
}
