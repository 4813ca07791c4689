package org.refspark.model.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Products against their definition, of few rows, of many (in blocks), large ones, and others. */
class MatrixProductTest {
  private static INDArray random(int rows, int columns, long seed) {
    var random = new Random(seed);
    var values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Nd4j.createFromArray(values).reshape(rows, columns);
  }

  @ParameterizedTest
  @CsvSource({
    "1,1024,1024",
    "1,8192,16",
    "17,512,2305",
    "17,2048,512",
    "31,300,1000",
    "32,700,513",
    "33,700,513",
    "1100,90,64",
    "1025,256,130",
    "2311,200,40",
    "1024,257,64",
    "600,2048,64",
    "1030,300,170",
    "200,64,48",
    "3,5,7"
  })
  void everyPlaceIsItsSumOfProducts(int rows, int inner, int columns) {
    var a = random(rows, inner, 1);
    var b = random(inner, columns, 2);
    var before = random(rows, columns, 3);
    var plain = random(rows, columns, 4);
    var turned = random(rows, columns, 5);
    var added = before.dup();
    MatrixProduct.of(a, b).into(plain).run();
    MatrixProduct.of(a.transpose().dup('c'), b.transpose().dup('c'))
        .transposed(true, true)
        .into(turned)
        .run();
    MatrixProduct.of(a, b).factors(0.5, 2).into(added).run();
    // Of n products of standard normal values: √n is their sum's deviation.
    double tolerance = 1e-5 * Math.sqrt(inner) + 1e-6;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column += 1 + columns / 50) {
        double sum = 0;
        for (int i = 0; i < inner; i++) {
          sum += (double) a.getFloat(row, i) * b.getFloat(i, column);
        }
        var place = "row " + row + ", column " + column;
        assertEquals(sum, plain.getFloat(row, column), tolerance, place);
        assertEquals(sum, turned.getFloat(row, column), tolerance, place);
        double both = 0.5 * sum + 2 * before.getFloat(row, column);
        assertEquals(both, added.getFloat(row, column), tolerance, place);
      }
    }
  }
}
