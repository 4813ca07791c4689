package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.train.WorkerOutput.Piece;
import scala.Tuple2;

class WeightedMeanTest {
  @Test
  void aWorkerWeighsAsMuchAsTheExamplesItSaw() {
    var mean = mean(piece(0, 1, 0, 8), piece(1, 3, 4, 0));

    assertArrayEquals(new float[] {3, 2}, floats(mean));
    assertEquals(4, mean.examples());
  }

  /** Multiplying by 3 and dividing again would change the last bit of some of these. */
  @Test
  void aSingleWorkerPassesBitForBit() {
    var piece = piece(2, 3, 0.1f, 1e-40f, -0f, 16777216f);
    assertSame(piece.values(), mean(piece).values());
  }

  /** In float32 the small one would be lost beside the large one. */
  @Test
  void sumsAreFloat64() {
    var mean = mean(piece(0, 1, 1e8f), piece(1, 1, 1f), piece(2, 1, -1e8f));

    assertEquals(1f / 3, floats(mean)[0]);
  }

  @Test
  void everyValueOfALongPieceIsAveraged() {
    float[] first = new float[10_001];
    float[] second = new float[first.length];
    float[] expected = new float[first.length];
    for (int i = 0; i < first.length; i++) {
      first[i] = i;
      second[i] = -3 * i;
      expected[i] = -2 * i;
    }

    assertArrayEquals(expected, floats(mean(piece(0, 1, first), piece(1, 3, second))));
  }

  @Test
  void aVectorOfAnyLengthHasFewPiecesThatAreWorthATask() {
    for (int length : new int[] {1, 1 << 20, (1 << 20) + 1, 100_000_000, Integer.MAX_VALUE - 8}) {
      var pieces = Pieces.of(length);
      assertTrue(pieces.count() <= 128, length + " values: " + pieces.count());
      assertEquals(length, pieces.end(pieces.count() - 1));
      assertTrue(pieces.count() == 1 || pieces.end(0) >= 1 << 20);
    }
  }

  @Test
  void piecesCoverTheVectorWithoutOverlap() {
    var pieces = new Pieces(10, 4);

    assertEquals(3, pieces.count());
    assertEquals(List.of(0, 4, 8), List.of(pieces.start(0), pieces.start(1), pieces.start(2)));
    assertEquals(List.of(4, 8, 10), List.of(pieces.end(0), pieces.end(1), pieces.end(2)));
    assertEquals(4, pieces.numPartitions());
    assertEquals(3, pieces.getPartition(Pieces.keyOfPiece(2, 7)));
    assertEquals(0, pieces.getPartition(Pieces.keyOfReport(7)));
  }

  private static Piece piece(int worker, int examples, float... values) {
    var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new Piece(worker, examples, bytes.array());
  }

  private static float[] floats(Piece piece) {
    float[] floats = new float[piece.values().length / 4];
    ByteBuffer.wrap(piece.values()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }

  private static Piece mean(Piece... pieces) {
    var inOrder =
        List.of(pieces).stream().map(p -> new Tuple2<Long, WorkerOutput>(1L, p)).iterator();
    return (Piece) new WeightedMean().call(inOrder).next();
  }
}
