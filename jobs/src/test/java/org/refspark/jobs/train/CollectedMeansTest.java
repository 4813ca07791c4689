package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.train.WorkerOutput.InPlace;
import org.refspark.jobs.train.WorkerOutput.Piece;
import org.refspark.jobs.train.WorkerOutput.Report;
import org.refspark.jobs.train.WorkerOutput.Step;

/** Two workers with 3 and 5 examples, and 5 values in pieces of two. */
class CollectedMeansTest {
  private static final Pieces PIECES = new Pieces(5, 2);
  private static final List<WorkerOutput> REPORTS = List.of(report(0, 3, ""), report(1, 5, ""));

  private static JavaSparkContext spark;

  @BeforeAll
  static void startSpark() {
    spark = ToyRun.spark("local[2]");
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @Test
  void everyPieceComesToItsPlace() {
    float[] values = new float[5];
    var collected = collect(values, List.of(REPORTS, piece(8, 1, 2), piece(8, 3, 4), piece(8, 5)));

    assertArrayEquals(new float[] {1, 2, 3, 4, 5}, values);
    assertEquals(REPORTS, collected.reports());
  }

  @Test
  void whatIsInItsPlaceAlreadyStaysAsItIs() {
    float[] values = {1, 2, 3, 4, 0};
    List<WorkerOutput> inPlace = List.of(new InPlace(0, 8));

    collect(values, List.of(REPORTS, inPlace, inPlace, piece(8, 5)));

    assertArrayEquals(new float[] {1, 2, 3, 4, 5}, values);
  }

  @Test
  void aPieceThatIsAbsentDoesNotLeaveZeros() {
    var problem = refused(List.of(REPORTS, piece(8, 1, 2), List.of(), piece(8, 5)));

    assertTrue(problem.endsWith("are the pieces [1]"), problem);
  }

  @Test
  void aMeanThatLacksAWorkerIsRefused() {
    var problem = refused(List.of(REPORTS, piece(8, 1, 2), piece(8, 3, 4), piece(3, 5)));

    assertTrue(problem.contains("8 examples"), problem);
    assertTrue(problem.endsWith("are the pieces [2]"), problem);
  }

  @Test
  void aReportThatIsAbsentOrComesTwiceIsRefused() {
    var one =
        refused(List.of(List.of(report(0, 3, "")), piece(3, 1, 2), piece(3, 3, 4), piece(3, 5)));
    assertTrue(one.contains("reports of the workers [0],"), one);

    var twice = List.<WorkerOutput>of(report(0, 4, ""), report(0, 4, ""));
    var same = refused(List.of(twice, piece(8, 1, 2), piece(8, 3, 4), piece(8, 5)));
    assertTrue(same.contains("reports of the workers [0, 0],"), same);
  }

  /** Its worker sends none, and what the report says is to be told. */
  @Test
  void aReportOfAProblemNeedsNoPieces() {
    var reports = List.<WorkerOutput>of(report(0, 3, ""), report(1, 5, "the loss is NaN"));

    assertEquals(
        reports,
        collect(new float[5], List.of(reports, List.of(), List.of(), List.of())).reports());
  }

  private static String refused(List<List<WorkerOutput>> partitions) {
    return assertThrows(IllegalStateException.class, () -> collect(new float[5], partitions))
        .getMessage();
  }

  private static CollectedMeans collect(float[] values, List<List<WorkerOutput>> partitions) {
    JavaRDD<WorkerOutput> means =
        spark.parallelize(partitions, partitions.size()).flatMap(List::iterator);
    return CollectedMeans.of(means, PIECES, 2, values);
  }

  private static WorkerOutput report(int worker, int examples, String problem) {
    var step = new Step(0, examples, 0, Map.of(), List.of());
    return new Report(worker, List.of(step), "host", 1, 1, 0, problem);
  }

  private static List<WorkerOutput> piece(int examples, float... values) {
    var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return List.of(new Piece(0, examples, bytes.array()));
  }
}
