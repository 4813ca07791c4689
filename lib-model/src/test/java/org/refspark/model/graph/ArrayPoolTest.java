package org.refspark.model.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where the arrays of plans lie. */
class ArrayPoolTest {
  @Test
  void arraysBeginWhereALineOfTheCacheDoes() {
    var pool = ArrayPool.ofAnySize();
    // Kept, so that each lies elsewhere.
    var arrays = new ArrayList<INDArray>();
    for (int length = 1; length < 3_000_000; length = 3 * length + 1) {
      arrays.add(pool.take(length));
      arrays.add(HostArray.zeros(2, length));
    }
    for (var array : arrays) {
      long address = array.data().addressPointer().address();
      assertEquals(0, address % 64, array.length() + " values at " + address);
    }
  }

  @Test
  void whatIsWrittenIsReadBack() {
    var array = HostArray.zeros(2, 3);
    HostArray.write(array, new float[] {1, 2, 3, 4, 5, 6});
    assertArrayEquals(new long[] {2, 3}, array.shape());
    assertEquals(21, array.sumNumber().doubleValue());
    assertArrayEquals(new float[] {4, 5, 6}, array.getRow(1).toFloatVector());
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, HostArray.copy(array));
    assertEquals(6, array.dup().length());
  }
}
