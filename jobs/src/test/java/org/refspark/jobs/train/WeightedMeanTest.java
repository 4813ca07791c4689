package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.train.WorkerOutput.InPlace;
import org.refspark.jobs.train.WorkerOutput.Piece;
import org.refspark.model.Trainer;
import scala.Tuple2;

class WeightedMeanTest {
  private static final EndValues NOWHERE = new EndValues(-1);

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

  /** As many as are summed in one go, some that stay where they are, some that travel. */
  @Test
  void theMeanHasTheSameBitsWhereverItsValuesLie() {
    for (int workers : new int[] {1, 2, 8, 9, 20}) {
      var trainers = new ArrayList<Trainer>();
      var travelling = new ArrayList<Piece>();
      for (int worker = 0; worker < workers; worker++) {
        trainers.add(trainer(worker));
        travelling.add(
            new Piece(
                worker, worker + 1, trainers.get(worker).values(0, trainers.get(0).length())));
      }
      float[] values = new float[trainers.get(0).length()];
      var factory = new ToyFactory(ToyFactory.Kind.MOMENTUM, workers, 0);
      try (var ends = EndValues.open(factory, workers, 1, values)) {
        var mixed = new ArrayList<WorkerOutput>(travelling);
        IntStream.range(0, workers).forEach(ends::begin);
        for (int worker = 0; worker < workers; worker += 2) {
          assertTrue(ends.keep(worker, trainers.get(worker)));
          mixed.set(worker, new InPlace(worker, worker + 1));
        }
        mean(ends, new Pieces(values.length, 4), mixed);
      }

      assertArrayEquals(meanByHand(travelling), values);
      var wholly = new float[values.length];
      try (var ends = EndValues.open(factory, workers, 1, wholly)) {
        mean(ends, new Pieces(values.length, values.length), travelling);
      }
      assertArrayEquals(values, wholly);
      assertArrayEquals(values, floats(mean(travelling.toArray(Piece[]::new))));
    }
  }

  @Test
  void aMeanThatOutlivesItsRoundNeitherReadsNorWrites() {
    var trainer = trainer(1);
    float[] values = new float[trainer.length()];
    var ends = EndValues.open(new ToyFactory(ToyFactory.Kind.MOMENTUM, 1, 1), 1, 1, values);
    ends.begin(0);
    assertTrue(ends.keep(0, trainer));
    ends.close();

    var inPlace = List.of(new InPlace(0, 1));
    var whole = new Pieces(values.length, values.length);
    assertThrows(IllegalStateException.class, () -> mean(ends, whole, inPlace));
    assertArrayEquals(new float[values.length], values);
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
    int length = pieces[0].values().length / 4;
    return (Piece) mean(NOWHERE, new Pieces(length, length), List.of(pieces)).get(0);
  }

  /** Of all pieces; those that travel are cut to each. */
  private static List<WorkerOutput> mean(
      EndValues ends, Pieces pieces, List<? extends WorkerOutput> workers) {
    var mean = new WeightedMean(pieces, ends);
    return IntStream.range(0, pieces.count())
        .mapToObj(
            i ->
                workers.stream()
                    .map(
                        output ->
                            new Tuple2<>(
                                Pieces.keyOfPiece(i, output.worker()), cut(output, pieces, i)))
                    .iterator())
        .map(inOrder -> mean.call(inOrder).next())
        .toList();
  }

  private static WorkerOutput cut(WorkerOutput output, Pieces pieces, int i) {
    if (output instanceof Piece piece && pieces.count() > 1) {
      var values = Arrays.copyOfRange(piece.values(), 4 * pieces.start(i), 4 * pieces.end(i));
      return new Piece(piece.worker(), piece.examples(), values);
    }
    return output;
  }

  private static float[] meanByHand(List<Piece> workers) {
    float[] mean = floats(workers.get(0));
    double examples = workers.stream().mapToInt(Piece::examples).sum();
    for (int i = 0; i < mean.length && workers.size() > 1; i++) {
      double sum = 0;
      for (var worker : workers) {
        sum += (double) floats(worker)[i] * worker.examples();
      }
      mean[i] = (float) (sum / examples);
    }
    return mean;
  }

  /** Parameters and a state, of values that only this seed has. */
  private static Trainer trainer(int seed) {
    var trainer = ToyFactory.momentum().create();
    var random = new Random(seed);
    float[] values = new float[trainer.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(4) == 0 ? -0f : (float) random.nextGaussian();
    }
    trainer.load(values);
    return trainer;
  }
}
