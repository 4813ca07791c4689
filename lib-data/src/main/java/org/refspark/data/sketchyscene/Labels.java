package org.refspark.data.sketchyscene;

import java.util.Arrays;

/** The labels of a map's pixels, column by column, as MATLAB keeps them and masks run. */
public sealed interface Labels {
  /** How many there are. */
  int length();

  /** The label at a position, 0 or more. */
  int at(int position);

  /** The position after the last label that equals the one at a position, without a gap. */
  int runEnd(int position);

  /**
   * Labels of at most 255, as published.
   *
   * @param values unsigned; not copied
   */
  record Narrow(byte[] values) implements Labels {
    @Override
    public int length() {
      return values.length;
    }

    @Override
    public int at(int position) {
      return values[position] & 0xFF;
    }

    /** Compares the labels with themselves one further, eight and more at once. */
    @Override
    public int runEnd(int position) {
      int last = values.length - 1;
      int equal = Arrays.mismatch(values, position, last, values, position + 1, last + 1);
      return equal < 0 ? values.length : position + equal + 1;
    }
  }

  /**
   * Any labels.
   *
   * @param values not copied
   */
  record Wide(int[] values) implements Labels {
    @Override
    public int length() {
      return values.length;
    }

    @Override
    public int at(int position) {
      return values[position];
    }

    @Override
    public int runEnd(int position) {
      int end = position + 1;
      while (end < values.length && values[end] == values[position]) {
        end++;
      }
      return end;
    }
  }
}
