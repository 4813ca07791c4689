package org.refspark.data.sketchyscene;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.refspark.data.Deflate;

/**
 * Reads label maps of the form that they are published in: one variable, deflated or not, whose
 * values are kept in bytes. A general reader asks for every pixel by row and column, which takes
 * longer than all else in a sketch; this one takes the values as they lie.
 */
final class PlainMatrix {
  /** Integer classes that values of one unsigned byte fit into: uint8 to uint32. */
  private static final int UINT8 = 9;

  private static final int UINT32 = 13;

  /** Complex, global and logical variables are left to the general reader. */
  private static final int ALL_FLAGS = 0xFF00;

  private static final int BYTES = 2;
  private static final int INFLATER_BUFFER = 8192;

  private PlainMatrix() {}

  /**
   * The map; empty where the file is not exactly of that form, whole and undamaged: the general
   * reader then reads it, or says what is wrong.
   */
  static Optional<LabelMap> read(byte[] bytes, String variable) {
    if (bytes.length < MatHeaders.FILE_HEADER + 8) {
      return Optional.empty();
    }
    var order = MatHeaders.order(bytes);
    var file = ByteBuffer.wrap(bytes).order(order);
    int type = file.getInt(MatHeaders.FILE_HEADER);
    int start = MatHeaders.FILE_HEADER + 8;
    int length = file.getInt(MatHeaders.FILE_HEADER + 4);
    if (length != bytes.length - start) {
      return Optional.empty();
    }
    var content = new ByteArrayInputStream(bytes, start, length);
    try {
      if (type == MatHeaders.MATRIX) {
        return matrix(content, order, variable, Math.min(LabelMaps.MAX_PIXELS, length));
      }
      return type == MatHeaders.COMPRESSED ? inflated(content, order, variable) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<LabelMap> inflated(
      ByteArrayInputStream content, ByteOrder order, String variable) throws IOException {
    long most = Math.min(LabelMaps.MAX_PIXELS, (long) Deflate.MOST_RATIO * content.available());
    var inflater = new Inflater();
    try (var in = new InflaterInputStream(content, inflater, INFLATER_BUFFER)) {
      var tag = MatHeaders.read(in, 8, order);
      return tag.getInt(0) == MatHeaders.MATRIX
          ? matrix(in, order, variable, most)
          : Optional.empty();
    } finally {
      inflater.end();
    }
  }

  /**
   * @param most pixels that the content can hold
   */
  private static Optional<LabelMap> matrix(
      InputStream in, ByteOrder order, String variable, long most) throws IOException {
    var flags = MatHeaders.element(in, order, 8, MatHeaders.FILE_HEADER);
    var dimensions =
        MatHeaders.element(in, order, MatHeaders.MAX_DIMENSION_BYTES, MatHeaders.FILE_HEADER);
    var name = MatHeaders.element(in, order, MatHeaders.MAX_NAME_BYTES, MatHeaders.FILE_HEADER);
    if (flags.remaining() != 8 || !isWhole(flags.getInt(0)) || dimensions.remaining() != 8) {
      return Optional.empty();
    }
    var tag = MatHeaders.read(in, 8, order);
    long height = dimensions.getInt(0);
    long width = dimensions.getInt(4);
    boolean sized = height > 0 && width > 0 && height * width <= most;
    // Up to four bytes would lie in the tag itself.
    boolean plain = tag.getInt(0) == BYTES && tag.getInt(4) == height * width && height * width > 4;
    if (!sized || !plain || !text(name).equals(variable)) {
      return Optional.empty();
    }
    var values = new byte[(int) (height * width)];
    int read = in.readNBytes(values, 0, values.length);
    // The deflated data's checksum is compared at its end.
    if (read < values.length || in.skip(8) > 7 || in.read() >= 0) {
      return Optional.empty();
    }
    return Optional.of(new LabelMap((int) height, (int) width, new Labels.Narrow(values)));
  }

  private static boolean isWhole(int flags) {
    int kind = flags & 0xFF;
    return kind >= UINT8 && kind <= UINT32 && (flags & ALL_FLAGS) == 0;
  }

  private static String text(ByteBuffer name) {
    return StandardCharsets.US_ASCII.decode(name).toString();
  }
}
