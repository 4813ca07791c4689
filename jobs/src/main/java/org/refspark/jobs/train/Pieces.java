package org.refspark.jobs.train;

import org.apache.spark.Partitioner;

/**
 * How a vector travels: cut into pieces of equal length, each reduced in its own partition, so that
 * no machine ever holds the vectors of all workers. Partition 0 takes the workers' reports.
 */
final class Pieces extends Partitioner {
  private static final long serialVersionUID = 1L;
  private static final int REPORTS = 0;
  private static final int MAX_WORKERS = 1 << 20;
  // Small enough that all cores have something to average, large enough to be worth a task, and
  // few enough that Spark writes each to a file of its own without sorting (200 partitions).
  private static final int SHORTEST = 1 << 20;
  private static final int MOST = 128;

  private final int length;
  private final int pieceLength;

  /**
   * @param length values of the vector
   * @param pieceLength values of every piece but the last
   */
  Pieces(int length, int pieceLength) {
    this.length = length;
    this.pieceLength = pieceLength;
  }

  /** How a vector of that many values is cut. */
  static Pieces of(int length) {
    return of(length, MOST);
  }

  /**
   * How a vector of that many values is cut where fewer pieces do.
   *
   * @param most pieces
   */
  static Pieces of(int length, int most) {
    int pieces = Math.min(MOST, most);
    return new Pieces(length, Math.max(SHORTEST, (length - 1) / pieces + 1));
  }

  /** Values of every piece but the last. */
  int pieceLength() {
    return pieceLength;
  }

  /** Pieces of the vector. */
  int count() {
    return (int) (((long) length + pieceLength - 1) / pieceLength);
  }

  /** Place of a piece's first value. */
  int start(int piece) {
    return piece * pieceLength;
  }

  /** Place after a piece's last value. */
  int end(int piece) {
    return (int) Math.min(length, (long) start(piece) + pieceLength);
  }

  /** Sorts a piece by worker within its own partition. */
  static long keyOfPiece(int piece, int worker) {
    return (piece + 1L) * MAX_WORKERS + worker;
  }

  /** The piece that a key of {@link #keyOfPiece} sorts. */
  static int pieceOf(long key) {
    return (int) (key / MAX_WORKERS) - 1;
  }

  /** Sorts a report by worker within the partition of reports. */
  static long keyOfReport(int worker) {
    return (long) REPORTS * MAX_WORKERS + worker;
  }

  @Override
  public int numPartitions() {
    return count() + 1;
  }

  @Override
  public int getPartition(Object key) {
    return (int) ((Long) key / MAX_WORKERS);
  }
}
