package org.refspark.model.weights;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.refspark.data.DataFormatException;

/**
 * Darknet's binary weights as far as they are Darknet-53's: {@code darknet53.conv.74}, {@code
 * darknet53.weights}, {@code yolov3.weights}. The format has neither names nor shapes, only a
 * header of version and pictures seen, then for each convolution shifts, scales, means, variances
 * and weights as float32; what follows the 52nd convolution (heads) is not read.
 */
final class DarknetReader implements WeightsFile {
  private static final int VERSION_BYTES = 3 * Integer.BYTES;
  private static final int HIGHEST_VERSION = 100;

  private final String name;
  private final InputStream in;
  private final List<Entry> arrays =
      Darknet53.convolutions().stream().flatMap(conv -> conv.arrays().stream()).toList();

  DarknetReader(String name, Path file) throws IOException {
    this.name = name;
    this.in = new BufferedInputStream(Files.newInputStream(file));
    try {
      long needed = header() + Float.BYTES * arrays.stream().mapToLong(DarknetReader::length).sum();
      if (Files.size(file) < needed) {
        throw new DataFormatException(
            name,
            "has %,d bytes, the convolutions of Darknet-53 take %,d; is it another network, or cut off?"
                .formatted(Files.size(file), needed));
      }
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** Skips the header: major, minor, revision, and the pictures seen in 4 or, later, 8 bytes. */
  private long header() throws IOException {
    var version = next(VERSION_BYTES);
    int major = version.getInt();
    int minor = version.getInt();
    if (major < 0 || major > HIGHEST_VERSION || minor < 0 || minor > HIGHEST_VERSION) {
      throw new DataFormatException(
          name,
          "begins with version %d.%d, expected a small one such as 0.2; is it Darknet's?"
              .formatted(major, minor));
    }
    int seen = major * 10 + minor >= 2 ? Long.BYTES : Integer.BYTES;
    next(seen);
    return (long) VERSION_BYTES + seen;
  }

  private ByteBuffer next(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new DataFormatException(name, "is cut off; fetch it again");
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long length(Entry array) {
    return Arrays.stream(array.shape()).reduce(1, (a, b) -> a * b);
  }

  @Override
  public String format() {
    return "Darknet";
  }

  @Override
  public boolean ours() {
    return false;
  }

  @Override
  public List<Entry> arrays() {
    return arrays;
  }

  @Override
  public void read(Predicate<String> wanted, Sink sink) throws IOException {
    for (var array : arrays) {
      int count = Math.toIntExact(length(array));
      var bytes = next(count * Float.BYTES);
      if (wanted.test(array.name())) {
        var values = new float[count];
        ElementType.F32.read(bytes, values, count);
        sink.accept(array.name(), values);
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
