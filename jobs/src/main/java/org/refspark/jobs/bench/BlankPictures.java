package org.refspark.jobs.bench;

import java.util.List;
import java.util.stream.IntStream;
import org.refspark.data.Expression;
import org.refspark.data.Instance;
import org.refspark.data.ReferringImage;
import org.refspark.data.mask.Rle;
import org.refspark.jobs.train.PictureSource;

/**
 * Pictures that nobody looks at, one expression each.
 *
 * @param count how many
 */
record BlankPictures(int count) implements PictureSource {
  private static final long serialVersionUID = 1L;
  private static final int SIDE = 2;

  @Override
  public List<Entry> index() {
    return IntStream.range(0, count).mapToObj(i -> new Entry(id(i), List.of(0))).toList();
  }

  @Override
  public String hash() {
    return toString();
  }

  @Override
  public ReferringImage read(int position) {
    var whole = new Instance(1, Rle.ofCounts(SIDE, SIDE, new int[] {0, SIDE * SIDE}));
    var expression = new Expression(id(position) + "#0", "it", List.of(0));
    return new ReferringImage(
        id(position), "train", SIDE, SIDE, new byte[0], List.of(whole), List.of(expression));
  }

  private static String id(int position) {
    return "blank/" + position;
  }
}
