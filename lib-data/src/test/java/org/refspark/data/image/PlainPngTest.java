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
      var plain = PlainPng.inflate(png, 1000).orElseThrow();
      assertEquals(new PictureSize(WIDTH, HEIGHT), plain.size());
      assertTrue(plain.surelyColoured());
      assertArrayEquals(byJava(png).rgb(), Pictures.decode("p", png).rgb(), "seed " + seed);
      assertEquals(new PictureSize(WIDTH, HEIGHT), Pictures.sizeOfWhole("p", png));
    }
  }

  @Test
  void whatIsNotPlainIsLeftToJava() throws Exception {
    assertTrue(PlainPng.inflate(png(16, 0, 1, 1, 1), 1000).isEmpty(), "16 bits");
    assertTrue(PlainPng.inflate(png(8, 2, 1, 1, 1), WIDTH * HEIGHT - 1).isEmpty(), "too large");
    byte[] interlaced = png(8, 2, 1, 1, 1);
    interlaced[28] = 1;
    assertTrue(PlainPng.inflate(interlaced, 1000).isEmpty(), "interlaced");
    byte[] short16 = png(16, 2, 1, 1, 1);
    assertArrayEquals(byJava(short16).rgb(), Pictures.decode("p", short16).rgb());
  }

  @Test
  void aPaletteWithoutSomeColoursIsReadOnlyAsFarAsItGoes() throws Exception {
    byte[] lacking = png(4, 3, 2, 11, 1);
    var plain = PlainPng.inflate(lacking, 1000).orElseThrow();
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
      // Filters mix what a palette must not be asked for.
      rows[row * (1 + stride)] = (byte) (colour == 3 ? 0 : random.nextInt(5));
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

  private static void seal(byte[] png, int chunk, int length) {
    var crc = new CRC32();
    crc.update(png, chunk + 4, 4 + length);
    ByteBuffer.wrap(png).putInt(chunk + 8 + length, (int) crc.getValue());
  }
}
