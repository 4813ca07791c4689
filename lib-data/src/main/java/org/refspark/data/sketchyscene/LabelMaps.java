package org.refspark.data.sketchyscene;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.refspark.data.DataFormatException;
import org.refspark.data.Deflate;
import us.hebi.matlab.mat.format.BufferAllocator;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5Reader.EntryHeader;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sinks;
import us.hebi.matlab.mat.types.Sources;

/** Reads and writes label maps as MATLAB's {@code .mat} files, version 5. */
public final class LabelMaps {
  /** The reason of {@link DataFormatException}s about a file that is no readable label map. */
  public static final String CORRUPT = "corrupt-mat";

  /** The reason where the file is an HDF5 file, MATLAB's version 7.3. */
  public static final String HDF5 = "mat-v7.3";

  /** The reason where the variable is missing or no matrix of whole numbers. */
  public static final String WRONG_CONTENT = "wrong-mat-content";

  /** The largest file that is read, bytes. */
  static final int MAX_BYTES = 128 << 20;

  /** The largest map that is read, pixels. */
  static final int MAX_PIXELS = 16 << 20;

  private static final int HEADER_TEXT = 116;
  private static final byte[] HDF5_START = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'};
  private static final Set<MatlabType> WHOLE =
      EnumSet.of(
          MatlabType.Int8,
          MatlabType.UInt8,
          MatlabType.Int16,
          MatlabType.UInt16,
          MatlabType.Int32,
          MatlabType.UInt32,
          MatlabType.Int64,
          MatlabType.UInt64);

  private LabelMaps() {}

  /**
   * Writes a compressed file of one variable in the smallest unsigned class that holds the labels
   * (uint8 as published, else uint16, else int32). Equal maps give equal bytes.
   *
   * @param variable {@code INSTANCE_GT} or {@code CLASS_GT}
   * @param rowMajor height × width labels of 0 or more
   */
  public static byte[] write(String variable, int height, int width, int[] rowMajor) {
    LabelMap.checkSize(height, width, rowMajor.length);
    int most = Arrays.stream(rowMajor).max().orElse(0);
    var type =
        most < 1 << 8 ? MatlabType.UInt8 : most < 1 << 16 ? MatlabType.UInt16 : MatlabType.Int32;
    Matrix matrix = Mat5.newMatrix(height, width, type);
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int label = rowMajor[row * width + column];
        if (label < 0) {
          throw new IllegalArgumentException(
              "label at row %d, column %d is %d, expected 0 or more".formatted(row, column, label));
        }
        matrix.setInt(row, column, label);
      }
    }
    var file = Mat5.newMatFile().addArray(variable, matrix);
    // Deflating can lengthen what has no pattern, by far less than this.
    var buffer = ByteBuffer.allocate((int) (file.getUncompressedSerializedSize() * 9 / 8) + 1024);
    try (var sink = Sinks.wrap(buffer)) {
      file.writeTo(sink);
    } catch (IOException e) {
      throw new UncheckedIOException("a .mat file could not be written to memory", e);
    }
    return withFixedHeader(Arrays.copyOf(buffer.array(), buffer.position()));
  }

  /** The header's free text would name the machine and the hour. */
  private static byte[] withFixedHeader(byte[] bytes) {
    Arrays.fill(bytes, 0, HEADER_TEXT, (byte) ' ');
    byte[] text = "MATLAB 5.0 MAT-file, Platform: RefSpark".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, bytes, 0, text.length);
    return bytes;
  }

  /**
   * Reads one variable of a file.
   *
   * @param file how messages name the file
   * @throws DataFormatException with reason {@link #CORRUPT} where the file is truncated or
   *     damaged, {@link #HDF5} where it is a version 7.3 file, {@link #WRONG_CONTENT} where the
   *     variable is not there or not a two-dimensional matrix of whole numbers of 0 or more
   */
  public static LabelMap read(String file, byte[] bytes, String variable)
      throws DataFormatException {
    checkVersion(file, bytes);
    var plain = PlainMatrix.read(bytes, variable);
    return plain.isPresent() ? plain.get() : readAny(file, bytes, variable);
  }

  private static LabelMap readAny(String file, byte[] bytes, String variable)
      throws DataFormatException {
    var wanted = new Wanted(variable);
    try {
      MatHeaders.check(bytes);
    } catch (IOException e) {
      throw corrupt(file, bytes, e);
    }
    try (MatFile content =
        Mat5.newReader(Sources.wrap(bytes))
            .setEntryFilter(wanted::accepts)
            .setBufferAllocator(new CappedAllocator(bytes.length))
            .disableSubsystemProcessing()
            .readMat()) {
      wanted.check(file);
      return labels(file, variable, content.getMatrix(variable));
    } catch (DataFormatException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw corrupt(file, bytes, e);
    }
  }

  private static DataFormatException corrupt(String file, byte[] bytes, Exception cause) {
    return new DataFormatException(
        file,
        CORRUPT,
        "the .mat file of %,d bytes is truncated or damaged (%s); fetch it again"
            .formatted(bytes.length, cause.getMessage()),
        cause);
  }

  private static void checkVersion(String file, byte[] bytes) throws DataFormatException {
    if (bytes.length > MAX_BYTES) {
      throw new DataFormatException(
          file,
          CORRUPT,
          "holds %,d bytes, more than the %,d allowed".formatted(bytes.length, MAX_BYTES),
          null);
    }
    String start =
        new String(bytes, 0, Math.min(HEADER_TEXT, bytes.length), StandardCharsets.ISO_8859_1);
    if (start.startsWith("MATLAB 7.3") || hasHdf5Start(bytes, 0) || hasHdf5Start(bytes, 512)) {
      throw new DataFormatException(
          file,
          HDF5,
          "is a MATLAB 7.3 (HDF5) file, which is not supported; save it again as version 5:"
              + " save(…, '-v7') in MATLAB, scipy.io.savemat(…) in Python",
          null);
    }
  }

  private static boolean hasHdf5Start(byte[] bytes, int offset) {
    int end = offset + HDF5_START.length;
    return bytes.length >= end
        && Arrays.equals(bytes, offset, end, HDF5_START, 0, HDF5_START.length);
  }

  private static LabelMap labels(String file, String variable, Matrix matrix)
      throws DataFormatException {
    int height = matrix.getNumRows();
    int width = matrix.getNumCols();
    int[] labels = new int[height * width];
    for (int column = 0; column < width; column++) {
      for (int row = 0; row < height; row++) {
        long label = matrix.getLong(row, column);
        if (label < 0 || label > Integer.MAX_VALUE) {
          throw new DataFormatException(
              file,
              WRONG_CONTENT,
              "%s has %d at row %d, column %d, expected 0 to %d"
                  .formatted(variable, label, row, column, Integer.MAX_VALUE),
              null);
        }
        labels[column * height + row] = (int) label;
      }
    }
    return new LabelMap(height, width, new Labels.Wide(labels));
  }

  /** Lets in the one variable that is wanted, and only if its header promises a label map. */
  private static final class Wanted {
    private final String variable;
    private boolean accepted;
    private String found = "missing";

    Wanted(String variable) {
      this.variable = variable;
    }

    /** Asked by the reader before it allocates anything for an entry. */
    boolean accepts(EntryHeader header) {
      if (!header.getName().equals(variable)) {
        return false;
      }
      int[] dimensions = header.getDimensions();
      String numbers = header.isComplex() ? "complex " : "";
      found = numbers + header.getType() + " of " + Arrays.toString(dimensions);
      accepted =
          WHOLE.contains(header.getType())
              && !header.isComplex()
              && dimensions.length == 2
              && dimensions[0] > 0
              && dimensions[1] > 0
              && (long) dimensions[0] * dimensions[1] <= MAX_PIXELS;
      return accepted;
    }

    void check(String file) throws DataFormatException {
      if (!accepted) {
        throw new DataFormatException(
            file,
            WRONG_CONTENT,
            ("variable %s is %s, expected a matrix of rows x columns of an integer class,"
                    + " at most %,d pixels")
                .formatted(variable, found, MAX_PIXELS),
            null);
      }
    }
  }

  /** What the reader may allocate at once, whatever the file claims. */
  private static final class CappedAllocator implements BufferAllocator {
    private final long most;

    CappedAllocator(int fileBytes) {
      this.most = Math.min(8L * MAX_PIXELS, (long) Deflate.MOST_RATIO * fileBytes);
    }

    @Override
    public ByteBuffer allocate(int bytes) {
      if (bytes < 0 || bytes > most) {
        throw new IllegalArgumentException(
            "an element claims %,d bytes, at most %,d expected"
                .formatted(Integer.toUnsignedLong(bytes), most));
      }
      return ByteBuffer.allocate(bytes);
    }

    @Override
    public void release(ByteBuffer buffer) {
      // Left to the garbage collector.
    }
  }
}
