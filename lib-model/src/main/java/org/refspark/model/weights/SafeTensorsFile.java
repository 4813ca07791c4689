package org.refspark.model.weights;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.refspark.data.DataFormatException;

/** A safetensors file as weights: of another program, or a checkpoint of this one. */
final class SafeTensorsFile implements WeightsFile {
  private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final String name;
  private final InputStream in;
  private final SafeTensorsReader reader;

  SafeTensorsFile(String name, Path file) throws IOException {
    this.name = name;
    this.in = new BufferedInputStream(Files.newInputStream(file));
    try {
      this.reader = new SafeTensorsReader(name, in);
      long expected = reader.length();
      if (Files.size(file) != expected) {
        throw new DataFormatException(
            name,
            "has %,d bytes, its header places arrays in %,d; fetch or save it again"
                .formatted(Files.size(file), expected));
      }
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  @Override
  public String format() {
    return "safetensors";
  }

  @Override
  public boolean ours() {
    return SafeTensors.OURS.equals(reader.metadata().get(SafeTensors.LAYOUT));
  }

  @Override
  public List<Entry> arrays() {
    return reader.arrays().stream().map(array -> new Entry(array.name(), array.shape())).toList();
  }

  @Override
  public void read(Predicate<String> wanted, Sink sink) throws IOException {
    var whole = new float[1][];
    reader.read(
        (array, first, values, count) -> {
          if (!wanted.test(array.name())) {
            return;
          }
          if (first == 0) {
            whole[0] = room(array);
          }
          System.arraycopy(values, 0, whole[0], (int) first, count);
          if (first + count == array.length()) {
            sink.accept(array.name(), whole[0]);
          }
        });
  }

  private float[] room(StoredArray array) throws DataFormatException {
    if (array.length() > LONGEST_ARRAY) {
      throw new DataFormatException(
          name,
          "%s %s has %,d values, at most %,d are read"
              .formatted(
                  array.name(), Arrays.toString(array.shape()), array.length(), LONGEST_ARRAY));
    }
    return new float[(int) array.length()];
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
