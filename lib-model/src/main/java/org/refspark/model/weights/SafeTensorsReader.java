package org.refspark.model.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.refspark.data.DataFormatException;

/**
 * Reads a safetensors file from front to back, in slices: an array is never held as a whole. Files
 * may be of any size.
 */
public final class SafeTensorsReader {
  private static final int SLICE = 1 << 18;

  /** Takes the values of the arrays as they come. */
  public interface Sink {
    /**
     * Some values of an array, row-major.
     *
     * @param array the array they belong to
     * @param first place of the first of them in the array
     * @param values reused between calls
     * @param count how many of {@code values} are meant
     */
    void accept(StoredArray array, long first, float[] values, int count) throws IOException;
  }

  private final String file;
  private final InputStream in;
  private final Header header;

  /**
   * Reads and checks the header.
   *
   * @param file named in errors
   * @param in at the file's first byte; stays the caller's to close
   * @throws DataFormatException where the header is not one
   */
  public SafeTensorsReader(String file, InputStream in) throws IOException {
    this.file = file;
    this.in = in;
    this.header = Header.read(file, in);
  }

  /** The file's arrays, in the order of their places. */
  public List<StoredArray> arrays() {
    return header.arrays();
  }

  /** The file's own notes. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /** Bytes of the whole file, by its header. */
  long length() {
    return header.bytes() + (header.arrays().isEmpty() ? 0 : lastEnd());
  }

  /**
   * Reads all arrays, once.
   *
   * @throws DataFormatException where the file ends early or goes on behind the last array
   */
  public void read(Sink sink) throws IOException {
    var values = new float[SLICE];
    for (var array : header.arrays()) {
      long length = array.length();
      for (long first = 0; first < length; first += SLICE) {
        int count = (int) Math.min(SLICE, length - first);
        array.type().read(bytes(array, first, count), values, count);
        sink.accept(array, first, values, count);
      }
    }
    if (in.read() >= 0) {
      throw new DataFormatException(
          file, "goes on at byte %d behind its last array".formatted(length()));
    }
  }

  private ByteBuffer bytes(StoredArray array, long first, int count) throws IOException {
    int wanted = count * array.type().bytes();
    var bytes = in.readNBytes(wanted);
    if (bytes.length < wanted) {
      long at = header.bytes() + array.begin() + first * array.type().bytes() + bytes.length;
      throw new DataFormatException(
          file,
          "ends at byte %d inside %s, expected %d bytes; fetch or save it again"
              .formatted(at, array.name(), header.bytes() + lastEnd()));
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private long lastEnd() {
    return header.arrays().get(header.arrays().size() - 1).end();
  }
}
