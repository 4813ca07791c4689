package org.refspark.jobs.train;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.refspark.data.Expression;
import org.refspark.data.Instance;
import org.refspark.data.ReferringImage;
import org.refspark.data.mask.Rle;

/**
 * Pictures made of noise, each with one to five expressions.
 *
 * @param pictures how many
 * @param failures how the source misbehaves
 * @param scratch a file that remembers what has gone wrong already
 */
record ToyPictures(int pictures, Failures failures, String scratch) implements PictureSource {
  enum Failures {
    NONE,
    /** The first attempt of every task fails. */
    FIRST_ATTEMPTS,
    /** The first executor to read dies. */
    EXECUTOR_DIES,
    HANGS
  }

  static ToyPictures of(int pictures) {
    return failing(pictures, Failures.NONE);
  }

  static ToyPictures failing(int pictures, Failures failures) {
    return new ToyPictures(pictures, failures, "");
  }

  @Override
  public List<Entry> index() {
    return IntStream.range(0, pictures)
        .mapToObj(
            i ->
                new Entry(
                    "toy/" + i,
                    IntStream.range(0, expressionsOf(i)).map(e -> e / 2).boxed().toList()))
        .toList();
  }

  @Override
  public String hash() {
    return toString();
  }

  @Override
  public ReferringImage read(int position) throws IOException {
    switch (failures) {
      case FIRST_ATTEMPTS -> {
        if (TaskContext.get().attemptNumber() == 0) {
          throw new IOException("the first attempt of every task fails");
        }
      }
      case EXECUTOR_DIES -> dieOnce();
      case HANGS -> hang();
      default -> {}
    }
    var id = "toy/" + position;
    byte[] noise = new byte[16];
    new Random(position).nextBytes(noise);
    var mask = Rle.ofCounts(2, 2, new int[] {0, 4});
    var instances = List.of(new Instance(1, mask), new Instance(2, mask));
    var expressions =
        IntStream.range(0, expressionsOf(position))
            .mapToObj(
                i ->
                    new Expression(
                        id + "#" + i,
                        "expression %d of %d".formatted(i, position * 7),
                        i % 2 == 0 ? List.of(0) : List.of(0, 1)))
            .toList();
    return new ReferringImage(id, "toy", 2, 2, noise, instances, expressions);
  }

  private static int expressionsOf(int position) {
    return 1 + position * 3 % 5;
  }

  private void dieOnce() throws IOException {
    try {
      Files.createFile(Path.of(scratch));
    } catch (FileAlreadyExistsException e) {
      return;
    }
    Runtime.getRuntime().halt(42);
  }

  private static void hang() throws IOException {
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
