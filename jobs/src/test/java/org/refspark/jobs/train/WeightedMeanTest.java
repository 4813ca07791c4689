package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.train.WorkerOutput.Piece;
import scala.Tuple2;

class WeightedMeanTest {
  @Test
  void aWorkerWeighsAsMuchAsTheExamplesItSaw() {
    var mean = mean(new Piece(0, 1, new float[] {0, 8}), new Piece(1, 3, new float[] {4, 0}));

    assertArrayEquals(new float[] {3, 2}, mean.values());
    assertEquals(4, mean.examples());
  }

  /** Multiplying by 3 and dividing again would change the last bit of some of these. */
  @Test
  void aSingleWorkerPassesBitForBit() {
    var values = new float[] {0.1f, 1e-40f, -0f, 16777216f};
    assertSame(values, mean(new Piece(2, 3, values)).values());
  }

  /** In float32 the small one would be lost beside the large one. */
  @Test
  void sumsAreFloat64() {
    var mean =
        mean(
            new Piece(0, 1, new float[] {1e8f}),
            new Piece(1, 1, new float[] {1f}),
            new Piece(2, 1, new float[] {-1e8f}));

    assertEquals(1f / 3, mean.values()[0]);
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

  private static Piece mean(Piece... pieces) {
    var inOrder =
        List.of(pieces).stream().map(p -> new Tuple2<Long, WorkerOutput>(1L, p)).iterator();
    return (Piece) new WeightedMean().call(inOrder).next();
  }
}
