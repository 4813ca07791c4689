package org.refspark.data.mask;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * COCO's string form of run lengths: each number in groups of five bits, lowest first, bit 5 set
 * where more groups follow, sign by the highest bit of the last group, each group plus 48 as a
 * character. From the fourth on, a number is the difference from the one two before.
 */
final class RleString {
  private static final int FIRST_CHARACTER = 48;
  private static final int LONGEST_NUMBER = 7;

  private RleString() {}

  static String encode(int[] counts) {
    byte[] text = new byte[Math.max(16, counts.length * 2)];
    int length = 0;
    for (int i = 0; i < counts.length; i++) {
      if (text.length - length < LONGEST_NUMBER) {
        text = Arrays.copyOf(text, text.length * 2);
      }
      int rest = i > 2 ? counts[i] - counts[i - 2] : counts[i];
      boolean more = true;
      while (more) {
        int group = rest & 0x1f;
        rest >>= 5;
        more = (group & 0x10) != 0 ? rest != -1 : rest != 0;
        text[length++] = (byte) ((more ? group | 0x20 : group) + FIRST_CHARACTER);
      }
    }
    return new String(text, 0, length, StandardCharsets.US_ASCII);
  }

  static int[] decode(String text) {
    int[] counts = new int[text.length()];
    int length = 0;
    int at = 0;
    while (at < text.length()) {
      int start = at;
      long number = 0;
      int group;
      do {
        if (at == text.length() || at - start == LONGEST_NUMBER) {
          throw malformed(start, "starts a number that does not end");
        }
        group = text.charAt(at) - FIRST_CHARACTER;
        if (group < 0 || group > 0x3f) {
          throw malformed(at, "is not one of '0' to 'o'");
        }
        number |= (group & 0x1fL) << (5 * (at - start));
        at++;
      } while ((group & 0x20) != 0);
      if ((group & 0x10) != 0) {
        number |= -1L << (5 * (at - start));
      }
      if (length > 2) {
        number += counts[length - 2];
      }
      if (number < 0 || number > Integer.MAX_VALUE) {
        throw malformed(start, "gives a run of length " + number);
      }
      counts[length++] = (int) number;
    }
    return Arrays.copyOf(counts, length);
  }

  private static IllegalArgumentException malformed(int position, String problem) {
    return new IllegalArgumentException(
        "compressed mask: character " + position + " " + problem + "; expected COCO's run string");
  }
}
