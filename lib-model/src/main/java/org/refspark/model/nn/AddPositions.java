package org.refspark.model.nn;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.model.graph.Kernel;
import org.refspark.model.graph.NativeCall;
import org.refspark.model.graph.Shapes;

/**
 * Adds the fixed sine code of each place to the token there (Vaswani et al. 2017, 3.5; for maps
 * Carion et al. 2020, without their scaling): {@code [B, P, C]} to the same. A place p has sin(p·f)
 * and cos(p·f) on even and odd channels, with f = 10000^(−2i / C) for pair i; on a map the first
 * half of the channels codes the column, the second half the row.
 */
public final class AddPositions implements Kernel {
  private static final double BASE = 10_000;

  private final float[] table;
  private final int places;

  private AddPositions(float[] table, int places) {
    this.table = table;
    this.places = places;
  }

  /**
   * Places of a sequence: 0 to {@code length − 1}.
   *
   * @param channels C, even
   */
  public static AddPositions ofSequence(int length, int channels) {
    require(channels, 2);
    var table = new float[length * channels];
    for (int place = 0; place < length; place++) {
      write(table, place * channels, channels, place);
    }
    return new AddPositions(table, length);
  }

  /**
   * Cells of a map, row by row.
   *
   * @param channels C, a multiple of 4
   */
  public static AddPositions ofMap(int height, int width, int channels) {
    require(channels, 4);
    var table = new float[height * width * channels];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = (y * width + x) * channels;
        write(table, at, channels / 2, x);
        write(table, at + channels / 2, channels / 2, y);
      }
    }
    return new AddPositions(table, height * width);
  }

  private static void require(int channels, int multiple) {
    if (channels < multiple || channels % multiple != 0) {
      throw new IllegalArgumentException(
          "sine positions in %d channels, expected a multiple of %d".formatted(channels, multiple));
    }
  }

  private static void write(float[] table, int from, int channels, int place) {
    for (int i = 0; i < channels; i += 2) {
      double angle = place * Math.exp(-i * Math.log(BASE) / channels);
      table[from + i] = (float) Math.sin(angle);
      table[from + i + 1] = (float) Math.cos(angle);
    }
  }

  @Override
  public String name() {
    return "add_positions";
  }

  @Override
  public long[][] shapes(long[][] in) {
    if (in[0].length != 3 || in[0][1] != places || in[0][1] * in[0][2] != table.length) {
      throw new IllegalArgumentException(
          "positions of %d places with %d channels for %s"
              .formatted(places, table.length / places, Arrays.toString(in[0])));
    }
    return new long[][] {in[0].clone()};
  }

  @Override
  public Reads reads() {
    return Reads.NOTHING;
  }

  @Override
  public int overwritable() {
    return 1;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    var codes = Nd4j.createFromArray(table);
    return NativeCall.sequence(
        IntStream.range(0, (int) in[0].size(0))
            .mapToObj(n -> NativeCall.of("add", sample(in[0], n), codes).into(sample(out[0], n)))
            .toArray(Runnable[]::new));
  }

  private INDArray sample(INDArray tokens, int index) {
    return Shapes.view(tokens, (long) index * table.length, table.length);
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    return () -> gradIn[0].assign(gradOut[0]);
  }
}
