package org.refspark.data.coco;

import org.refspark.data.DataFormatException;

/** Counts the numbers of the outlines and masks that are kept of a file. */
final class HeldNumbers {
  private final String file;
  private final long most;
  private long held;

  /**
   * @param file how messages name it
   */
  HeldNumbers(String file, long most) {
    this.file = file;
    this.most = most;
  }

  /**
   * Counts one more.
   *
   * @throws DataFormatException where all together are more than allowed
   */
  void add(CocoSegmentation segmentation) throws DataFormatException {
    held += segmentation.numbers();
    if (held > most) {
      throw new DataFormatException(
          file,
          "the outlines and masks of the split's pictures hold more than the %,d numbers allowed; use a smaller split"
              .formatted(most));
    }
  }
}
