package org.refspark.data.pickle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.refspark.data.DataFormatException;

class NpyFileTest {
  @Test
  void numbersOfEveryTypeAndOrderAreRead() throws Exception {
    assertInts(new int[] {-1, 2}, npy("<i4", false, "2,", -1, -1, -1, -1, 2, 0, 0, 0));
    assertInts(new int[] {258}, npy(">u2", false, "1,", 1, 2));
    assertInts(new int[] {200, 1}, npy("|u1", false, "2,", 200, 1));
    assertInts(new int[] {-56, 1}, npy("|i1", false, "2,", 200, 1));
    assertInts(new int[] {1, 0}, npy("|b1", false, "2,", 1, 0));
    assertInts(new int[] {3}, npy("<i8", false, "", 3, 0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void columnMajorIsTurnedToRowMajor() throws Exception {
    var array = NpyFile.read("a", npy("|u1", true, "2, 3", 1, 4, 2, 5, 3, 6));
    assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6}, array.ints());
    assertArrayEquals(new int[] {2, 3}, array.shape());
  }

  @Test
  void numberBeyond32BitsIsNotCut() throws Exception {
    var array = NpyFile.read("a", npy("<u4", false, "1,", 255, 255, 255, 255));
    assertThrows(IllegalStateException.class, array::ints);
    assertThrows(IllegalStateException.class, array::objects);
  }

  @Test
  void damagedHeadersAreRefused() {
    byte[] version = npy("|u1", false, "1,", 1);
    version[6] = 9;
    byte[] length = npy("|u1", false, "1,", 1);
    length[9] = 127;
    for (byte[] bytes :
        List.of(
            new byte[0],
            "not an array at all".getBytes(StandardCharsets.US_ASCII),
            version,
            length,
            npy("<f4", false, "1,", 0, 0, 0, 0),
            npy("<i4", false, "2,", 0, 0, 0, 0),
            npy("<i4", false, "1,", 0, 0, 0, 0, 0),
            npy("<i4", false, "99999, 99999", 0),
            npy("<i4", false, "99999999999,", 0),
            npy("<i4", false, "0, 99999999, 99999999", 0),
            npy("|O", false, "1,", 'c', 'o', 's', '\n', 's', '\n', '.'))) {
      var error = assertThrows(DataFormatException.class, () -> NpyFile.read("a.npy", bytes));
      assertTrue(error.getMessage().startsWith("a.npy: "), error.getMessage());
    }
  }

  @Test
  void archiveGivesItsArraysByName() throws Exception {
    byte[] zip = zip("one.npy", npy("|u1", false, "1,", 7), "two.npy", npy("|u1", false, "0,"));
    var arrays = NpzFile.read("a.npz", zip);
    assertEquals(List.of("one", "two"), List.copyOf(arrays.keySet()));
    assertArrayEquals(new int[] {7}, arrays.get("one").ints());
    assertArrayEquals(new int[0], arrays.get("two").ints());
  }

  @Test
  void damagedArchivesAreRefused() throws Exception {
    byte[] array = npy("|u1", false, "1,", 7);
    byte[] damaged = zip("one.npy", array, "two.npy", array);
    damaged[50] ^= 1;
    for (byte[] bytes :
        List.of(new byte[0], array, damaged, zip("a.npy", new byte[3], "b.npy", array))) {
      var error = assertThrows(DataFormatException.class, () -> NpzFile.read("a.npz", bytes));
      assertTrue(error.getMessage().startsWith("a.npz"), error.getMessage());
    }
  }

  private static void assertInts(int[] expected, byte[] npy) throws DataFormatException {
    assertArrayEquals(expected, NpyFile.read("a.npy", npy).ints());
  }

  private static byte[] npy(String type, boolean columnMajor, String shape, int... content) {
    String header =
        "{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }\n"
            .formatted(type, columnMajor ? "True" : "False", shape);
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.write(header.length());
    bytes.write(0);
    bytes.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    for (int each : content) {
      bytes.write(each);
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(String first, byte[] one, String second, byte[] two)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(first));
      zip.write(one);
      zip.putNextEntry(new ZipEntry(second));
      zip.write(two);
    }
    return bytes.toByteArray();
  }
}
