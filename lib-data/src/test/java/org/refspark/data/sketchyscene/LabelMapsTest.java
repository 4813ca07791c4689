package org.refspark.data.sketchyscene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.refspark.data.DataFormatException;
import org.refspark.data.RealData;
import org.refspark.data.mask.Rle;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Sinks;

class LabelMapsTest {
  private static final String NAME = "INSTANCE_GT";

  @Test
  void writtenMapsAreReadBackEqualInEveryClass() throws Exception {
    for (int most : new int[] {101, 255, 256, 65_535, 65_536, 2_000_000_000}) {
      int[] labels = {0, 1, 2, most, 0, 7};
      var map = LabelMaps.read("m.mat", LabelMaps.write(NAME, 2, 3, labels), NAME);
      assertEquals(2, map.height());
      assertEquals(3, map.width());
      assertArrayEquals(labels, rowMajor(map));
    }
  }

  private static int[] rowMajor(LabelMap map) {
    return IntStream.range(0, map.height() * map.width())
        .map(i -> map.label(i / map.width(), i % map.width()))
        .toArray();
  }

  @Test
  void equalMapsGiveEqualBytes() throws Exception {
    int[] labels = {0, 1, 2, 3};
    byte[] first = LabelMaps.write(NAME, 2, 2, labels);
    Thread.sleep(5);
    assertArrayEquals(first, LabelMaps.write(NAME, 2, 2, labels));
  }

  @Test
  void masksHoldThePixelsOfTheirLabels() throws Exception {
    var random = new Random(5);
    int[] labels = random.ints(30 * 17, 0, 4).map(label -> label * 3).toArray();
    labels[labels.length - 1] = 300;
    var masks = masks(new LabelMap(30, 17, new Labels.Wide(labels)));
    assertEquals(List.of(3, 6, 9, 300), List.copyOf(masks.keySet()));
    masks.forEach(
        (label, mask) -> {
          byte[] pixels = mask.pixels();
          for (int i = 0; i < labels.length; i++) {
            int expected = labels[i % 17 * 30 + i / 17] == label ? 1 : 0;
            assertEquals(expected, pixels[i], "label " + label + " at " + i);
          }
        });
  }

  private static Map<Integer, Rle> masks(LabelMap map) throws DataFormatException {
    return map.masks("m.mat", 100, (label, start, end) -> {});
  }

  @Test
  void aMapOfTooManyLabelsIsReadNoFurtherThanTheFirstOfThem() {
    int[] labels = IntStream.range(0, 1000 * 1000).map(i -> i % 3 == 0 ? 0 : i).toArray();
    var map = new LabelMap(1000, 1000, new Labels.Wide(labels));
    for (int most : new int[] {1, 7, 4096}) {
      var visited = new ArrayList<Integer>();
      var error =
          assertThrows(
              DataFormatException.class,
              () -> map.masks("m.mat", most, (label, start, end) -> visited.add(label)));
      assertEquals(LabelMaps.WRONG_CONTENT, error.reason());
      assertEquals("m.mat", error.file());
      assertEquals(most, visited.size());
    }
  }

  @Test
  void aMapOfExactlyTheMostLabelsIsRead() throws Exception {
    int[] labels = IntStream.range(0, 101).toArray();
    assertEquals(100, masks(new LabelMap(1, 101, new Labels.Wide(labels))).size());
  }

  @Test
  void runsOfNarrowAndWideLabelsAreTheSame() {
    var random = new Random(8);
    for (int trial = 0; trial < 100; trial++) {
      var narrow = new byte[1 + random.nextInt(200)];
      var wide = new int[narrow.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = random.nextInt(4) > 0 && i > 0 ? wide[i - 1] : random.nextInt(256);
        narrow[i] = (byte) wide[i];
      }
      for (int i = 0; i < wide.length; i++) {
        assertEquals(wide[i], new Labels.Narrow(narrow).at(i));
        int expected = i + 1;
        while (expected < wide.length && wide[expected] == wide[i]) {
          expected++;
        }
        assertEquals(expected, new Labels.Narrow(narrow).runEnd(i));
        assertEquals(expected, new Labels.Wide(wide).runEnd(i));
      }
    }
  }

  @Test
  void realUncompressedAndDerivedCompressedFilesAreRead() throws Exception {
    var derived =
        LabelMaps.read(
            "30",
            RealData.bytes("sketchyscene_matching/derived/test/INSTANCE_GT/sample_30_instance.mat"),
            NAME);
    assertEquals(750, derived.height());
    assertEquals(
        List.of(1, 2, 4, 5, 6, 9, 10, 11, 15, 40, 101), List.copyOf(masks(derived).keySet()));
    byte[] real = RealData.bytes("sketchyscene_matching/more_sketches/inner_masks/9203.mat");
    var error = assertThrows(DataFormatException.class, () -> LabelMaps.read("r", real, NAME));
    assertTrue(error.getMessage().contains("variable INSTANCE_GT is missing"), error.getMessage());
  }

  @Test
  void plainFilesAreReadAsTheGeneralReaderReadsThem() throws Exception {
    var random = new Random(3);
    for (var type : List.of(MatlabType.UInt8, MatlabType.UInt16, MatlabType.Int32)) {
      var matrix = Mat5.newMatrix(40, 30, type);
      for (int i = 0; i < matrix.getNumElements(); i++) {
        matrix.setInt(i, random.nextInt(256));
      }
      byte[] alone = uncompressed(NAME, matrix);
      var plain = PlainMatrix.read(alone, NAME);
      // Only labels kept in bytes are plain; wider ones go to the general reader.
      assertEquals(type == MatlabType.UInt8, plain.isPresent(), type.toString());
      var map = LabelMaps.read("m", alone, NAME);
      for (int i = 0; i < matrix.getNumElements(); i++) {
        assertEquals(matrix.getInt(i), map.labels().at(i), type + " at " + i);
      }
      assertTrue(PlainMatrix.read(alone, "CLASS_GT").isEmpty(), "another variable");
    }
    byte[] packed = LabelMaps.write(NAME, 20, 20, random.ints(400, 0, 40).toArray());
    assertTrue(PlainMatrix.read(packed, NAME).isPresent(), "as published");
    packed[packed.length - 1]++;
    assertTrue(PlainMatrix.read(packed, NAME).isEmpty(), "a wrong checksum");
  }

  @Test
  void truncationIsNoticedAtEveryLength() {
    var random = new Random(1);
    byte[] whole = LabelMaps.write(NAME, 20, 20, random.ints(400, 0, 40).toArray());
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThrows(DataFormatException.class, () -> LabelMaps.read("m", part, NAME));
    }
  }

  @Test
  void changedBytesGiveAnErrorOrAMap() {
    byte[] whole = LabelMaps.write(NAME, 20, 20, new Random(1).ints(400, 0, 40).toArray());
    byte[] plain = uncompressed(NAME, Mat5.newMatrix(20, 20, MatlabType.UInt8));
    var random = new Random(2);
    for (byte[] file : new byte[][] {whole, plain}) {
      for (int trial = 0; trial < 1000; trial++) {
        byte[] changed = file.clone();
        changed[random.nextInt(file.length)] = (byte) random.nextInt();
        changed[random.nextInt(file.length)] = (byte) random.nextInt();
        try {
          LabelMaps.read("m", changed, NAME);
        } catch (DataFormatException e) {
          assertTrue(e.getMessage().startsWith("m: "), e.getMessage());
        }
      }
    }
  }

  @Test
  void version73IsRefusedWithTheWayOut() {
    byte[] hdf5 = new byte[2000];
    byte[] text = "MATLAB 7.3 MAT-file, Platform: GLNXA64".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, hdf5, 0, text.length);
    var error = assertThrows(DataFormatException.class, () -> LabelMaps.read("m", hdf5, NAME));
    assertEquals(LabelMaps.HDF5, error.reason());
    assertTrue(error.getMessage().contains("-v7"), error.getMessage());
    byte[] bare = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n', 0, 0};
    error = assertThrows(DataFormatException.class, () -> LabelMaps.read("m", bare, NAME));
    assertEquals(LabelMaps.HDF5, error.reason());
  }

  @Test
  void matricesThatAreNoLabelMapsAreRefused() {
    var negative = Mat5.newMatrix(1, 1, MatlabType.Int16);
    negative.setInt(0, -1);
    for (Array value :
        new Array[] {
          Mat5.newMatrix(2, 2, MatlabType.Double),
          Mat5.newMatrix(new int[] {2, 2, 2}, MatlabType.UInt8),
          Mat5.newMatrix(0, 2, MatlabType.UInt8),
          Mat5.newComplex(2, 2, MatlabType.Int32),
          Mat5.newCell(2, 2),
          Mat5.newString("label"),
          negative
        }) {
      byte[] bytes = uncompressed(NAME, value);
      var error = assertThrows(DataFormatException.class, () -> LabelMaps.read("m", bytes, NAME));
      assertEquals(LabelMaps.WRONG_CONTENT, error.reason(), error.getMessage());
    }
  }

  @Test
  void absurdClaimsAreRefusedBeforeAllocation() {
    byte[] plain = uncompressed(NAME, Mat5.newMatrix(20, 20, MatlabType.UInt8));
    // After the file's header and the element's tag: flags at 136, dimensions at 152 (content at
    // 160), name at 168, numbers at 192.
    byte[] rows = plain.clone();
    ByteBuffer.wrap(rows).order(ByteOrder.nativeOrder()).putInt(160, 2_000_000_000);
    assertReason(LabelMaps.WRONG_CONTENT, "2000000000", rows);
    for (int lengthAt : new int[] {132, 140, 156, 172, 196}) {
      byte[] claim = plain.clone();
      ByteBuffer.wrap(claim).order(ByteOrder.nativeOrder()).putInt(lengthAt, 2_000_000_000);
      assertReason(LabelMaps.CORRUPT, "2,000,000,000", claim);
    }
  }

  private static void assertReason(String reason, String words, byte[] bytes) {
    var error = assertThrows(DataFormatException.class, () -> LabelMaps.read("m", bytes, NAME));
    assertEquals(reason, error.reason(), error.getMessage());
    assertTrue(error.getMessage().contains(words), error.getMessage());
  }

  private static byte[] uncompressed(String name, Array value) {
    var bytes = new ByteArrayOutputStream();
    try (var sink = Sinks.wrapNonSeeking(bytes)) {
      Mat5.newWriter(sink).setDeflateLevel(0).writeMat(Mat5.newMatFile().addArray(name, value));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
