package org.refspark.model.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.data.DataFormatException;
import org.refspark.model.ParameterLayout;
import org.refspark.model.ParameterLayout.Slot;

class DarknetReaderTest {
  private static final int CONVOLUTIONS = 162_482_560;

  @TempDir Path folder;

  /** Shifts, scales, means, variances, weights: 32 each, then 864 of 3 channels. */
  @Test
  void stemAndLastConvolutionLieWhereThePublishedOrderPutsThem() throws IOException {
    for (int header : new int[] {16, 20}) {
      var file = file(header, header + CONVOLUTIONS + 1000);
      var layout =
          new ParameterLayout(
              List.of(
                  new Slot("backbone.stem.0.weight", new long[] {3, 3, 3, 32}, 0, "b", true),
                  new Slot("backbone.stem.1.bias", new long[] {32}, 864, "b", true),
                  new Slot("backbone.stem.1.weight", new long[] {32}, 896, "b", true),
                  new Slot("backbone.stem.1.running_var", new long[] {32}, 928, "b", false)));
      var flat = new float[960];
      try (var weights = WeightsFile.open("yolov3.weights", file)) {
        assertEquals("Darknet", weights.format());
        var report = new WeightImport(layout).read("yolov3.weights", weights, flat);
        assertEquals(4, report.matched().size());
      }
      assertArrayEquals(
          new float[] {1, 2, 3, 4},
          new float[] {flat[864], flat[896], flat[928], flat[(9 - 1) * 96 + 2 * 32 + 31]});
    }
  }

  @Test
  void shorterFilesAndOtherVersionsAreRefused() throws IOException {
    assertProblem("take 162,482,580", file(20, 20 + CONVOLUTIONS - 4));
    var odd = file(20, 4000);
    try (var out = new RandomAccessFile(odd.toFile(), "rw")) {
      out.writeInt(0x12345678);
    }
    assertProblem("expected a small one such as 0.2", odd);
    assertProblem("is cut off", file(20, 15));
  }

  private void assertProblem(String problem, Path file) {
    var error =
        assertThrows(DataFormatException.class, () -> WeightsFile.open("yolov3.weights", file));
    assertTrue(error.getMessage().contains(problem), error.getMessage());
  }

  /** First shift 1, first scale 2, first variance 3, last weight of the stem 4; all else 0. */
  private Path file(int header, long length) throws IOException {
    var file = folder.resolve("w" + header + "-" + length);
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(new byte[] {0, 0, 0, 0, (byte) (header == 20 ? 2 : 1), 0, 0, 0});
      place(out, header, 1);
      place(out, header + 32 * 4, 2);
      place(out, header + 3 * 32 * 4, 3);
      place(out, header + (4 * 32 + 863) * 4, 4);
      out.setLength(length);
    }
    return file;
  }

  private static void place(RandomAccessFile out, long at, float value) throws IOException {
    out.seek(at);
    out.writeInt(Integer.reverseBytes(Float.floatToIntBits(value)));
  }
}
