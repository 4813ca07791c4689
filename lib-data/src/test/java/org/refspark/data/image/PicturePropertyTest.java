package org.refspark.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.refspark.data.Damage;

/** Whatever the bytes, a picture is decoded or refused; what its header claims is not believed. */
class PicturePropertyTest {
  private static final String FILE = "some.picture";
  private static final byte[] PNG = Pictures.encodePng(noise(19, 13, 1));
  private static final byte[] JPEG = jpeg(noise(24, 16, 2));

  @Property(tries = 300, seed = "20261121")
  void picturesAreDecodedOrRefused(@ForAll("pictures") byte[] input) throws IOException {
    Damage.assertValueOrClearError(FILE, input, bytes -> Pictures.decode(FILE, bytes));
  }

  @Property(tries = 300, seed = "20261121")
  void sizesAreReadOrRefused(@ForAll("pictures") byte[] input) throws IOException {
    Damage.assertValueOrClearError(FILE, input, bytes -> Pictures.size(FILE, bytes));
  }

  @Property(tries = 100, seed = "20261121")
  void anyPictureSurvivesItsPng(
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll long seed)
      throws IOException {
    var picture = noise(width, height, seed);
    var read = Pictures.decode(FILE, Pictures.encodePng(picture));
    assertArrayEquals(picture.rgb(), read.rgb());
  }

  @Provide
  Arbitrary<byte[]> pictures() {
    return Arbitraries.oneOf(
        Damage.of(PNG),
        Damage.of(PNG).map(PicturePropertyTest::withChecksums),
        Damage.of(JPEG),
        Damage.behind(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF}),
        Damage.behind(new byte[0]));
  }

  /** Makes the checksums right, so that the damage reaches the decoder. */
  private static byte[] withChecksums(byte[] png) {
    var buffer = ByteBuffer.wrap(png);
    int at = 8;
    while (png.length - at >= 12) {
      long length = Integer.toUnsignedLong(buffer.getInt(at));
      if (length > png.length - at - 12) {
        break;
      }
      var crc = new CRC32();
      crc.update(png, at + 4, (int) length + 4);
      buffer.putInt(at + 8 + (int) length, (int) crc.getValue());
      at += 12 + (int) length;
    }
    return png;
  }

  private static Picture noise(int width, int height, long seed) {
    byte[] rgb = new byte[3 * width * height];
    new Random(seed).nextBytes(rgb);
    return new Picture(width, height, rgb);
  }

  private static byte[] jpeg(Picture picture) {
    var image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
    image.createGraphics().drawImage(Pictures.image(picture), 0, 0, null);
    var bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "jpeg", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
