package org.refspark.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.refspark.data.DataFormatException;

/** What is decoded here must be what Java's own reader decodes. */
class PlainPngTest {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int WIDTH = 21;
  private static final int HEIGHT = 13;

  @ParameterizedTest
  @CsvSource({"1,0", "2,0", "4,0", "8,0", "8,2", "1,3", "2,3", "4,3", "8,3", "8,4", "8,6"})
  void everyPlainFormIsDecodedAsByJava(int bits, int colour) throws Exception {
    for (int seed = 0; seed < 10; seed++) {
      byte[] png = png(bits, colour, seed, 1 << bits, 1 + seed % 3);
      var plain = PlainPng.inflate("p", png, 1000).orElseThrow();
      assertEquals(new PictureSize(WIDTH, HEIGHT), plain.size());
      assertTrue(plain.surelyColoured());
      assertArrayEquals(byJava(png).rgb(), Pictures.decode("p", png).rgb(), "seed " + seed);
      assertEquals(new PictureSize(WIDTH, HEIGHT), Pictures.sizeOfWhole("p", png));
    }
  }

  @Test
  void whatIsNotPlainIsLeftToJava() throws Exception {
    assertTrue(PlainPng.inflate("p", png(16, 0, 1, 1, 1), 1000).isEmpty(), "16 bits");
    assertTrue(
        PlainPng.inflate("p", png(8, 2, 1, 1, 1), WIDTH * HEIGHT - 1).isEmpty(), "too large");
    byte[] interlaced = png(8, 2, 1, 1, 1);
    interlaced[28] = 1;
    seal(interlaced, 8, 13);
    assertTrue(PlainPng.inflate("p", interlaced, 1000).isEmpty(), "interlaced");
    byte[] short16 = png(16, 2, 1, 1, 1);
    assertArrayEquals(byJava(short16).rgb(), Pictures.decode("p", short16).rgb());
  }

  @ParameterizedTest
  @CsvSource({"8,0,2", "8,2,6", "8,3,256", "2,3,4"})
  void transparentColoursAreLeftToJavaAndDropped(int bits, int colour, int length)
      throws Exception {
    byte[] opaque = png(bits, colour, 5, 1 << bits, 2);
    byte[] transparent = insert(opaque, "IDAT", "tRNS", new byte[length]);
    assertTrue(PlainPng.inflate("p", transparent, 1000).isEmpty());
    byte[] decoded = Pictures.decode("p", transparent).rgb();
    assertArrayEquals(byJava(transparent).rgb(), decoded);
    assertArrayEquals(Pictures.decode("p", opaque).rgb(), decoded);
  }

  @ParameterizedTest
  @CsvSource({"8,0", "8,2", "4,3", "8,3", "8,6"})
  void whatStandsBesideThePixelsIsPassedOver(int bits, int colour) throws Exception {
    byte[] bare = png(bits, colour, 6, 1 << bits, 1);
    byte[] text = "Comment\0drawn by hand".getBytes(StandardCharsets.ISO_8859_1);
    byte[] gamma = ByteBuffer.allocate(4).putInt(100_000).array();
    byte[] told = insert(insert(bare, "IDAT", "tEXt", text), "IDAT", "gAMA", gamma);
    assertTrue(PlainPng.inflate("p", told, 1000).isPresent());
    byte[] decoded = Pictures.decode("p", told).rgb();
    assertArrayEquals(byJava(told).rgb(), decoded);
    assertArrayEquals(Pictures.decode("p", bare).rgb(), decoded);
  }

  @Test
  void aPaletteThatIsOnlySuggestedIsLeftToJava() throws Exception {
    byte[] bare = png(8, 2, 7, 1, 1);
    byte[] suggests = insert(bare, "IDAT", "PLTE", new byte[30]);
    assertTrue(PlainPng.inflate("p", suggests, 1000).isEmpty());
    byte[] decoded = Pictures.decode("p", suggests).rgb();
    assertArrayEquals(byJava(suggests).rgb(), decoded);
    assertArrayEquals(Pictures.decode("p", bare).rgb(), decoded);
  }

  @Test
  void twoPalettesAreRefusedAsByJava() throws Exception {
    byte[] two = insert(png(8, 3, 8, 256, 1), "IDAT", "PLTE", new byte[3 * 256]);
    assertTrue(PlainPng.inflate("p", two, 1000).isEmpty());
    assertThrows(IOException.class, () -> byJava(two));
    var error = assertThrows(DataFormatException.class, () -> Pictures.decode("p", two));
    assertEquals(Pictures.CORRUPT, error.reason());
    assertThrows(DataFormatException.class, () -> Pictures.sizeOfWhole("p", two));
  }

  @Test
  void aPaletteThatIsEmptyOrBehindThePixelsIsLeftToJava() throws Exception {
    byte[] one = png(8, 3, 8, 256, 1);
    for (byte[] odd :
        List.of(
            insert(one, "PLTE", "PLTE", new byte[0]),
            insert(one, "IEND", "PLTE", new byte[3 * 256]))) {
      assertTrue(PlainPng.inflate("p", odd, 1000).isEmpty());
    }
  }

  @Test
  void pixelsThatSomethingInterruptsAreLeftToJava() throws Exception {
    byte[] whole = png(8, 2, 9, 1, 1);
    var data = new PngChunks("p", whole);
    data.next();
    data.next();
    var content = new byte[data.content().remaining()];
    data.content().get(content);
    for (int first : new int[] {0, 2, 100}) {
      var out = new ByteArrayOutputStream();
      out.write(whole, 0, 8 + 25);
      chunk(out, "IDAT", Arrays.copyOf(content, first));
      chunk(out, "tEXt", new byte[] {'a', 0, 'b'});
      chunk(out, "IDAT", Arrays.copyOfRange(content, first, content.length));
      chunk(out, "IEND", new byte[0]);
      assertTrue(PlainPng.inflate("p", out.toByteArray(), 1000).isEmpty(), "after " + first);
    }
  }

  @Test
  void aPaletteWithoutSomeColoursIsReadOnlyAsFarAsItGoes() throws Exception {
    byte[] lacking = png(4, 3, 2, 11, 1);
    var plain = PlainPng.inflate("p", lacking, 1000).orElseThrow();
    assertFalse(plain.surelyColoured());
    assertTrue(plain.picture().isEmpty(), "values up to 15, eleven colours");
  }

  @Test
  void damagedDataIsJudgedAsByJava() throws IOException {
    byte[] whole = png(8, 2, 4, 1, 1);
    var random = new Random(9);
    int refused = 0;
    for (int trial = 0; trial < 300; trial++) {
      byte[] changed = whole.clone();
      int data = 8 + 25;
      int length = ByteBuffer.wrap(whole).getInt(data);
      changed[data + 8 + random.nextInt(length)] = (byte) random.nextInt();
      seal(changed, data, length);
      try {
        byte[] decoded = Pictures.decode("p", changed).rgb();
        assertArrayEquals(byJava(changed).rgb(), decoded);
        assertEquals(new PictureSize(WIDTH, HEIGHT), Pictures.sizeOfWhole("p", changed));
      } catch (DataFormatException e) {
        refused++;
        assertEquals(Pictures.CORRUPT, e.reason());
        assertThrows(IOException.class, () -> byJava(changed));
        assertThrows(DataFormatException.class, () -> Pictures.sizeOfWhole("p", changed));
      }
    }
    assertTrue(refused > 10, refused + " of 300 refused");
  }

  private static Picture byJava(byte[] png) throws IOException {
    try {
      return Pictures.of(ImageIO.read(new ByteArrayInputStream(png)));
    } catch (RuntimeException e) {
      throw new IOException(e);
    }
  }

  /** Random samples and filters, the data in several chunks. */
  private static byte[] png(int bits, int colour, int seed, int colours, int chunks) {
    var random = new Random(seed);
    int samples = colour == 2 ? 3 : colour == 4 ? 2 : colour == 6 ? 4 : 1;
    int stride = (WIDTH * samples * bits + 7) / 8;
    var rows = new byte[HEIGHT * (1 + stride)];
    random.nextBytes(rows);
    for (int row = 0; row < HEIGHT; row++) {
      // Filters mix what a palette that lacks colours must not be asked for.
      boolean lacks = colour == 3 && colours < 1 << bits;
      rows[row * (1 + stride)] = (byte) (lacks ? 0 : random.nextInt(5));
    }
    var out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    var header = ByteBuffer.allocate(13).putInt(WIDTH).putInt(HEIGHT);
    chunk(out, "IHDR", header.put((byte) bits).put((byte) colour).array());
    var deflater = new Deflater();
    deflater.setInput(rows);
    deflater.finish();
    var packed = new byte[rows.length + 100];
    byte[] data = Arrays.copyOf(packed, deflater.deflate(packed));
    if (colour == 3) {
      var palette = new byte[3 * colours];
      random.nextBytes(palette);
      chunk(out, "PLTE", palette);
    }
    for (int i = 0; i < chunks; i++) {
      int from = i * data.length / chunks;
      chunk(out, "IDAT", Arrays.copyOfRange(data, from, (i + 1) * data.length / chunks));
    }
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
    var chunk = ByteBuffer.allocate(12 + data.length).putInt(data.length);
    chunk.put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
    seal(chunk.array(), 0, data.length);
    out.writeBytes(chunk.array());
  }

  /** With one chunk more before the first of a name. */
  private static byte[] insert(byte[] png, String before, String type, byte[] data) {
    var text = new String(png, StandardCharsets.ISO_8859_1);
    // The walk from chunk to chunk keeps out what only looks like a name.
    int at = SIGNATURE.length;
    while (!text.startsWith(before, at + 4)) {
      at += 12 + ByteBuffer.wrap(png).getInt(at);
    }
    var out = new ByteArrayOutputStream();
    out.write(png, 0, at);
    chunk(out, type, data);
    out.write(png, at, png.length - at);
    return out.toByteArray();
  }

  private static void seal(byte[] png, int chunk, int length) {
    var crc = new CRC32();
    crc.update(png, chunk + 4, 4 + length);
    ByteBuffer.wrap(png).putInt(chunk + 8 + length, (int) crc.getValue());
  }
}
