package org.refspark.jobs.train;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
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
    /** Two pictures cannot be read at the first try. */
    FIRST_READS,
    /** The first executor to read dies. */
    EXECUTOR_DIES,
    HANGS
  }

  private static final Set<String> TRIED = ConcurrentHashMap.newKeySet();

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
      case FIRST_READS -> {
        if ((position == 3 || position == 8) && TRIED.add(scratch + position)) {
          throw new IOException("picture %d cannot be read at the first try".formatted(position));
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
