package org.refspark.data.pickle;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.refspark.data.DataFormatException;

/** Reads NumPy's {@code .npz} files: zip archives of {@code .npy} arrays, stored or deflated. */
public final class NpzFile {
  private static final int MAX_ARRAYS = 1000;
  private static final int MAX_BYTES = 256 << 20;

  private NpzFile() {}

  /**
   * All arrays by name, without the suffix {@code .npy}, in the archive's order.
   *
   * @param file how messages name it
   * @throws DataFormatException where the archive or one of its arrays is damaged or too large
   */
  public static Map<String, NpyArray> read(String file, byte[] bytes) throws DataFormatException {
    var arrays = new LinkedHashMap<String, NpyArray>();
    int left = MAX_BYTES;
    try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        byte[] content = zip.readNBytes(left);
        left -= content.length;
        if (left == 0 || arrays.size() == MAX_ARRAYS) {
          throw new DataFormatException(
              file,
              "the archive holds %,d bytes or %,d arrays or more, fewer expected"
                  .formatted(MAX_BYTES, MAX_ARRAYS));
        }
        String name = entry.getName().replaceFirst("\\.npy$", "");
        if (arrays.put(name, NpyFile.read(file + "!" + entry.getName(), content)) != null) {
          throw new DataFormatException(file, "the archive holds \"%s\" twice".formatted(name));
        }
      }
    } catch (DataFormatException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw new DataFormatException(
          file,
          "the archive of %,d bytes is truncated or damaged (%s); fetch it again"
              .formatted(bytes.length, e.getMessage()),
          e);
    }
    if (arrays.isEmpty()) {
      throw new DataFormatException(file, "is no .npz archive, or an empty one");
    }
    return arrays;
  }
}
