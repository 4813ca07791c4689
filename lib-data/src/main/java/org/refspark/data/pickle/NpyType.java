package org.refspark.data.pickle;

import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/**
 * What an array's values are.
 *
 * @param kind {@code b} truth values, {@code i} signed, {@code u} unsigned, {@code O} Python values
 * @param bytes of a value
 * @param littleEndian least significant byte first
 */
record NpyType(char kind, int bytes, boolean littleEndian) {
  static final NpyType OBJECT = new NpyType('O', 8, true);

  private static final Pattern NUMBERS = Pattern.compile("([<>|=]?)(b1|[iu][1248])");
  private static final Pattern OBJECTS = Pattern.compile("[<>|=]?O8?");

  /** From NumPy's description, as {@code <i4}. */
  static NpyType parse(String description) {
    if (OBJECTS.matcher(description).matches()) {
      return OBJECT;
    }
    var parts = NUMBERS.matcher(description);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "an array of type \"%s\", expected whole numbers, truth values or objects"
              .formatted(description));
    }
    int bytes = parts.group(2).charAt(1) - '0';
    return new NpyType(parts.group(2).charAt(0), bytes, !parts.group(1).equals(">"));
  }

  NpyType withOrder(boolean little) {
    return new NpyType(kind, bytes, little);
  }

  /** The buffer's next number; its order must be this type's. */
  long number(ByteBuffer buffer) {
    return switch (bytes) {
      case 1 -> kind == 'i' ? buffer.get() : buffer.get() & 0xFF;
      case 2 -> kind == 'i' ? buffer.getShort() : buffer.getShort() & 0xFFFF;
      case 4 -> kind == 'i' ? buffer.getInt() : Integer.toUnsignedLong(buffer.getInt());
      default -> buffer.getLong();
    };
  }

  @Override
  public String toString() {
    return kind == 'O' ? "objects" : "" + kind + bytes;
  }
}
