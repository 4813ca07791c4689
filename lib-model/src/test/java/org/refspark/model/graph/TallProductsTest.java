package org.refspark.model.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.factory.Nd4j;

/** Products of tall matrices, beside sums in double precision. */
final class TallProductsTest {
  /** Blocks that fit and blocks that are cut off; few rows, and more columns than pay. */
  @ParameterizedTest
  @CsvSource({"5000, 32, 64", "4999, 40, 130", "4096, 3, 5", "100, 8, 8", "4200, 300, 120"})
  void everyProductIsTheSumOverAllRows(int rows, int high, int wide) {
    var random = new Random(rows);
    int shift = 7;
    var tall = uniform(random, (rows + shift) * high);
    var other = uniform(random, rows * wide);
    var both = Nd4j.createFromArray(tall).reshape(rows + shift, high);
    var left =
        List.of(Shapes.view(both, 0, rows, high), Shapes.view(both, shift * high, rows, high));
    var right = Nd4j.createFromArray(other).reshape(rows, wide);
    // Old values must not shine through.
    var result = Nd4j.create(2, high, wide).assign(1e6);
    var results =
        List.of(
            Shapes.view(result, 0, high, wide),
            Shapes.view(result, (long) high * wide, high, wide));
    var scratch = Nd4j.create(TallProducts.scratch(2, rows, high, wide)).assign(1e6);

    var program = TallProducts.program(left, right, results, scratch);
    program.run();
    program.run();

    var found = HostArray.copy(result);
    for (int product = 0; product < 2; product++) {
      var expected = new double[high * wide];
      for (int row = 0; row < rows; row++) {
        for (int i = 0; i < high; i++) {
          double a = tall[(row + product * shift) * high + i];
          for (int o = 0; o < wide; o++) {
            expected[i * wide + o] += a * other[row * wide + o];
          }
        }
      }
      for (int k = 0; k < expected.length; k++) {
        // Sums of 5,000 products up to 1: float32 rounds by 1e-7 of their size at each step.
        assertEquals(expected[k], found[product * expected.length + k], 1e-3, "value " + k);
      }
    }
  }

  private static float[] uniform(Random random, int count) {
    var values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return values;
  }
}
