package org.refspark.jobs.train;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.refspark.data.ReferringImage;

/**
 * Pictures to learn from, by position: a light index for the driver, which deals them out, and
 * random access for executors, which read what they were dealt.
 */
public interface PictureSource extends Serializable {
  /**
   * What the driver knows of a picture.
   *
   * @param id unique within the source
   * @param referents what each of its expressions refers to: equal numbers mean the same
   */
  record Entry(String id, List<Integer> referents) {
    public Entry {
      referents = List.copyOf(referents);
    }

    /** How many expressions refer to it. */
    public int expressions() {
      return referents.size();
    }
  }

  /** Every picture, in an order that only the content decides. */
  List<Entry> index() throws IOException;

  /** Hash of the content: two sources of equal hash hold the same pictures at equal positions. */
  String hash() throws IOException;

  /** The picture at a position of {@link #index()}. */
  ReferringImage read(int position) throws IOException;
}
