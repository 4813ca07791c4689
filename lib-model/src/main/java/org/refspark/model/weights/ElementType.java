package org.refspark.model.weights;

import java.nio.ByteBuffer;

/** How a value of a stored array is coded. All are read as float32. */
public enum ElementType {
  F64(8),
  F32(4),
  F16(2),
  BF16(2),
  I64(8),
  I32(4),
  I16(2),
  I8(1),
  U64(8),
  U32(4),
  U16(2),
  U8(1),
  BOOL(1);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one value. */
  public int bytes() {
    return bytes;
  }

  /** The next values as float32; integers beyond 2²⁴ are rounded. */
  void read(ByteBuffer from, float[] to, int count) {
    if (this == F32) {
      from.asFloatBuffer().get(to, 0, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[i] = next(from);
    }
  }

  private float next(ByteBuffer from) {
    return switch (this) {
      case F64 -> (float) from.getDouble();
      case F32 -> from.getFloat();
      case F16 -> half(from.getShort());
      case BF16 -> Float.intBitsToFloat(from.getShort() << Short.SIZE);
      case I64 -> (float) from.getLong();
      case I32 -> (float) from.getInt();
      case I16 -> from.getShort();
      case I8 -> from.get();
      case U64 -> unsigned(from.getLong());
      case U32 -> (float) Integer.toUnsignedLong(from.getInt());
      case U16 -> Short.toUnsignedInt(from.getShort());
      case U8 -> from.get() & 0xff;
      case BOOL -> from.get() == 0 ? 0 : 1;
    };
  }

  /** Half of the value, its last bit kept for the rounding, doubled again. */
  private static float unsigned(long bits) {
    return bits >= 0 ? (float) bits : (float) (bits >>> 1 | bits & 1) * 2;
  }

  /** IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
  static float half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> Math.scalb((float) fraction, -24);
          case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb((float) (0x400 | fraction), exponent - 25);
        };
    return bits < 0 ? -magnitude : magnitude;
  }
}
