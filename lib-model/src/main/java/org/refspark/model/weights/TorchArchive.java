package org.refspark.model.weights;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.refspark.data.DataFormatException;

/**
 * The zip archive that PyTorch saves: {@code <root>/data.pkl} names and describes the arrays,
 * {@code <root>/data/<key>} hold their values. What the directory of the archive claims is bounded
 * by what the file can hold before anything is allocated.
 */
final class TorchArchive implements Closeable {
  private static final String PICKLE = "data.pkl";
  private static final int MOST_ENTRIES = 200_000;
  private static final long LONGEST_PICKLE = 4 << 20;
  private static final long LONGEST_STORAGE = Integer.MAX_VALUE - 8;

  // Weights hardly compress; archives that unpack to far more are made to exhaust the reader.
  private static final long LARGEST_RATIO = 20;
  private static final long RATIO_SLACK = 1 << 20;

  private final String name;
  private final ZipFile zip;
  private final String root;

  TorchArchive(String name, Path file) throws IOException {
    this.name = name;
    this.zip = opened(name, file);
    try {
      this.root = root();
      requirePlausibleSizes(Files.size(file));
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static ZipFile opened(String name, Path file) throws IOException {
    try {
      return new ZipFile(file.toFile(), StandardCharsets.UTF_8);
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw new DataFormatException(
          name,
          "the archive is cut off or damaged (%s); fetch or save it again"
              .formatted(e.getMessage() == null ? "its end is missing" : e.getMessage()),
          e);
    }
  }

  private String root() throws IOException {
    if (zip.size() > MOST_ENTRIES) {
      throw wrong("the archive has %,d entries, at most %,d are read", zip.size(), MOST_ENTRIES);
    }
    String found = null;
    for (var entry : Collections.list(zip.entries())) {
      int slash = entry.getName().lastIndexOf('/');
      if (entry.getName().substring(slash + 1).equals(PICKLE)
          && entry.getName().indexOf('/') == slash) {
        found = entry.getName().substring(0, slash + 1);
      }
    }
    if (found == null) {
      throw wrong(
          "the archive has no <name>/%s, so PyTorch 1.6 or later has not saved it; expected the"
              + " file of torch.save or torch.jit.save",
          PICKLE);
    }
    return found;
  }

  private void requirePlausibleSizes(long fileBytes) throws IOException {
    long total = 0;
    for (var entry : Collections.list(zip.entries())) {
      long packed = entry.getCompressedSize();
      boolean stored = entry.getMethod() == ZipEntry.STORED;
      if (packed < 0
          || packed > fileBytes
          || entry.getSize() < 0
          || (stored && entry.getSize() != packed)) {
        throw wrong(
            "the archive's %s claims %,d bytes packed as %,d in a file of %,d",
            entry.getName(), entry.getSize(), packed, fileBytes);
      }
      total = total + entry.getSize() < 0 ? Long.MAX_VALUE : total + entry.getSize();
    }
    if (total > LARGEST_RATIO * fileBytes + RATIO_SLACK) {
      throw wrong(
          "the archive claims %,d bytes in a file of %,d: more than %d times as many",
          total, fileBytes, LARGEST_RATIO);
    }
  }

  /** Whether it is TorchScript's: modules with code, which is left alone. */
  boolean script() {
    return zip.getEntry(root + "constants.pkl") != null;
  }

  /** How the values' bytes are ordered. */
  ByteOrder order() throws IOException {
    var entry = zip.getEntry(root + "byteorder");
    if (entry == null) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    var order = new String(content(entry, 16), StandardCharsets.US_ASCII);
    return switch (order) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default -> throw wrong("the byte order is \"%s\", expected little or big", order);
    };
  }

  /** The pickle that describes the arrays. */
  byte[] pickle() throws IOException {
    return content(zip.getEntry(root + PICKLE), LONGEST_PICKLE);
  }

  /** How messages name the pickle. */
  String pickleName() {
    return name + "!" + root + PICKLE;
  }

  /** The storage must be there and hold as much as is claimed. */
  void require(StorageReference storage) throws DataFormatException {
    var entry = zip.getEntry(path(storage.key()));
    if (entry == null) {
      throw wrong("the archive has no %s, which %s names", path(storage.key()), PICKLE);
    }
    if (entry.getSize() < storage.bytes()) {
      throw wrong(
          "%s holds %,d bytes, but %s claims %,d (%,d of %s)",
          path(storage.key()),
          entry.getSize(),
          PICKLE,
          storage.bytes(),
          storage.length(),
          storage.type());
    }
  }

  /** The bytes of a storage. */
  byte[] storage(String key) throws IOException {
    return content(zip.getEntry(path(key)), LONGEST_STORAGE);
  }

  private String path(String key) {
    return root + "data/" + key;
  }

  private byte[] content(ZipEntry entry, long longest) throws IOException {
    if (entry.getSize() > longest) {
      throw wrong(
          "%s holds %,d bytes, at most %,d are read", entry.getName(), entry.getSize(), longest);
    }
    try (var in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes((int) entry.getSize());
      if (bytes.length < entry.getSize()) {
        throw wrong(
            "%s ends after %,d of %,d bytes; fetch or save it again",
            entry.getName(), bytes.length, entry.getSize());
      }
      return bytes;
    } catch (ZipException | EOFException e) {
      throw new DataFormatException(
          name,
          "%s is damaged (%s); fetch or save it again".formatted(entry.getName(), e.getMessage()),
          e);
    }
  }

  private DataFormatException wrong(String problem, Object... facts) {
    return new DataFormatException(name, problem.formatted(facts));
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
