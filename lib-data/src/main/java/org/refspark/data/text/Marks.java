package org.refspark.data.text;

/** Puts pieces between a start mark and an end mark and fills them up. */
final class Marks {
  private Marks() {}

  /** Exactly {@code context} ids, as {@link Tokenizer#encode} promises them. */
  static int[] around(int[] pieces, int start, int end, int context) {
    if (context < 2) {
      throw new IllegalArgumentException(
          "context is %d, expected 2 or more: room for a start and an end mark".formatted(context));
    }
    int[] ids = new int[context];
    int kept = Math.min(pieces.length, context - 2);
    ids[0] = start;
    System.arraycopy(pieces, 0, ids, 1, kept);
    ids[kept + 1] = end;
    return ids;
  }
}
