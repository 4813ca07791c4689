package org.refspark.data.pickle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.refspark.data.DataFormatException;
import org.refspark.data.pickle.NumpyGlobals.PickledArray;

/** Reads NumPy's {@code .npy} files, versions 1 to 3: whole numbers and objects. */
public final class NpyFile {
  private static final byte[] START = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER = 64 << 10;
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '([^']{1,16})', 'fortran_order': (True|False),"
              + " 'shape': \\(([0-9L, ]*)\\),? ?\\}\\s*");

  private NpyFile() {}

  /**
   * The array that the file holds.
   *
   * @param file how messages name it
   * @throws DataFormatException where it is damaged or holds anything but whole numbers, truth
   *     values, or objects that are plain data and such arrays
   */
  public static NpyArray read(String file, byte[] bytes) throws DataFormatException {
    try {
      return parse(file, bytes);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new DataFormatException(file, "the .npy array cannot be read: " + e.getMessage(), e);
    }
  }

  private static NpyArray parse(String file, byte[] bytes) throws DataFormatException {
    if (bytes.length < 12 || !Arrays.equals(bytes, 0, START.length, START, 0, START.length)) {
      throw new IllegalArgumentException("it does not begin with NumPy's mark");
    }
    var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int version = bytes[6];
    if (version < 1 || version > 3) {
      throw new IllegalArgumentException("it is of version %d, expected 1 to 3".formatted(version));
    }
    int start = version == 1 ? 10 : 12;
    long length = version == 1 ? buffer.getShort(8) & 0xFFFF : buffer.getInt(8) & 0xFFFFFFFFL;
    if (length > Math.min(MAX_HEADER, bytes.length - start)) {
      throw new IllegalArgumentException("its header claims %,d bytes".formatted(length));
    }
    int end = start + (int) length;
    var header = HEADER.matcher(new String(bytes, start, (int) length, StandardCharsets.UTF_8));
    if (!header.matches()) {
      throw new IllegalArgumentException(
          "its header is not {'descr': …, 'fortran_order': …, 'shape': …}");
    }
    var type = NpyType.parse(header.group(1));
    byte[] content = Arrays.copyOfRange(bytes, end, bytes.length);
    return type.equals(NpyType.OBJECT)
        ? objects(file, content)
        : NpyArray.ofNumbers(type, shape(header.group(3)), header.group(2).equals("True"), content);
  }

  private static int[] shape(String lengths) {
    return Arrays.stream(lengths.split(","))
        .map(length -> length.strip().replaceFirst("L$", "")) // Python 2 marks long numbers
        .filter(length -> !length.isEmpty())
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  private static NpyArray objects(String file, byte[] pickle) throws DataFormatException {
    var reader = new PickleReader(NumpyGlobals.fresh(), PickleLimits.DEFAULT);
    if (!(reader.read(file, pickle) instanceof PickledArray outer)) {
      throw new IllegalArgumentException("its pickle holds no array");
    }
    NpyArray array = outer.array();
    List<Object> values = new ArrayList<>();
    for (Object value : array.holdsObjects() ? array.objects() : List.of()) {
      values.add(value instanceof PickledArray inner ? inner.array() : value);
    }
    return NpyArray.ofObjects(array.shape(), false, values);
  }
}
