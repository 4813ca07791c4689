package org.refspark.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.refspark.data.DataFormatException;
import org.refspark.data.RealData;

class PicturesTest {
  @Test
  void greyValuesComeAsStored() throws Exception {
    var grey = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
    for (int value = 0; value < 256; value++) {
      grey.getRaster().setSample(value, 0, 0, value);
    }
    var picture = Pictures.decode("grey.png", encode(grey, "png"));
    for (int value = 0; value < 256; value++) {
      assertEquals(value, picture.value(0, value, 0));
      assertEquals(value, picture.value(0, value, 2));
    }
  }

  @Test
  void alphaIsDroppedWithoutBlending() throws Exception {
    var image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x40102030);
    image.setRGB(1, 0, 0x00FF8001);
    assertArrayEquals(
        new byte[] {0x10, 0x20, 0x30, (byte) 0xFF, (byte) 0x80, 1},
        Pictures.decode("alpha.png", encode(image, "png")).rgb());
  }

  @Test
  void palettesAreLookedUp() throws Exception {
    byte[] red = {(byte) 250, 7};
    byte[] green = {1, 8};
    byte[] blue = {2, 9};
    var palette = new IndexColorModel(1, 2, red, green, blue, 0);
    var image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
    image.getRaster().setSample(1, 0, 0, 1);
    assertArrayEquals(
        new byte[] {(byte) 250, 1, 2, 7, 8, 9, (byte) 250, 1, 2},
        Pictures.decode("palette.png", encode(image, "png")).rgb());
  }

  @Test
  void sixteenBitsKeepTheHighByte() throws Exception {
    var image = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 0, 0, 0xAB12);
    assertEquals(0xAB, Pictures.decode("deep.png", encode(image, "png")).value(0, 0, 1));
  }

  @Test
  void encodedPictureIsReadBackEqual() throws Exception {
    byte[] rgb = new byte[3 * 7 * 5];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (37 * i);
    }
    var picture = new Picture(7, 5, rgb);
    byte[] png = Pictures.encodePng(picture);
    assertArrayEquals(rgb, Pictures.decode("made.png", png).rgb());
    assertArrayEquals(rgb, Pictures.of(Pictures.image(picture)).rgb());
    assertArrayEquals(png, Pictures.encodePng(picture));
    assertEquals(new PictureSize(7, 5), Pictures.size("made.png", png));
  }

  @Test
  void truncationIsNoticedAtEveryLength() throws Exception {
    byte[] png = Pictures.encodePng(new Picture(9, 9, new byte[243]));
    byte[] jpeg = jpeg();
    for (byte[] whole : new byte[][] {png, jpeg}) {
      for (int length = 0; length < whole.length - 2; length += 3) {
        byte[] part = Arrays.copyOf(whole, length);
        var error =
            assertThrows(
                DataFormatException.class, () -> Pictures.decode("p", part), length + " bytes");
        assertEquals(Pictures.CORRUPT, error.reason());
      }
    }
  }

  @Test
  void changedByteOfPngIsNoticed() {
    byte[] png = Pictures.encodePng(new Picture(9, 9, new byte[243]));
    png[png.length - 20] ^= 1;
    var error = assertThrows(DataFormatException.class, () -> Pictures.decode("p.png", png));
    assertTrue(error.getMessage().startsWith("p.png: the PNG is damaged"), error.getMessage());
  }

  @Test
  void absurdDimensionsAreRefusedBeforeDecoding() throws Exception {
    byte[] png = Pictures.encodePng(new Picture(1, 1, new byte[3]));
    // The header's width and height stand at bytes 16 to 23, its checksum at 29.
    ByteBuffer.wrap(png).putInt(16, 2_000_000_000).putInt(20, 2_000_000_000);
    var crc = new CRC32();
    crc.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
    var error = assertThrows(DataFormatException.class, () -> Pictures.decode("huge.png", png));
    assertEquals(Pictures.TOO_LARGE, error.reason());
    assertTrue(error.getMessage().contains("2,000,000,000 x 2,000,000,000"), error.getMessage());
  }

  @Test
  void limitsAreKept() {
    byte[] png = Pictures.encodePng(new Picture(4, 4, new byte[48]));
    for (var limits : new PictureLimits[] {new PictureLimits(20, 16), new PictureLimits(999, 15)}) {
      var error =
          assertThrows(DataFormatException.class, () -> Pictures.decode("p.png", png, limits));
      assertEquals(Pictures.TOO_LARGE, error.reason());
    }
  }

  @Test
  void otherFormatsAreNamedAsSuch() {
    var error =
        assertThrows(
            DataFormatException.class,
            () -> Pictures.decode("p.gif", "GIF89a".getBytes(StandardCharsets.US_ASCII)));
    assertTrue(error.getMessage().contains("neither a PNG nor a JPEG"), error.getMessage());
  }

  @Test
  void jpegComesWithItsColours() throws Exception {
    var picture = Pictures.decode("p.jpg", jpeg());
    assertEquals(200, picture.value(8, 8, 0), 3);
    assertEquals(100, picture.value(8, 8, 1), 3);
    assertEquals(50, picture.value(8, 8, 2), 3);
  }

  /** Known answers: what Pillow 12.3.0 gives for these very files. */
  @Test
  void inksBecomeLightAsInPillow() throws Exception {
    byte[] plain = inks(200, 100, 150, 230);
    assertColour(180, 90, 135, plain);
    assertColour(180, 90, 135, withSegment(plain, 0xEE, adobe(0)));
    assertColour(22, 55, 95, withSegment(plain, 0xEE, adobe(2)));
  }

  /** Known answers: Pillow 12.3.0 decodes all of these to (200, 100, 50). */
  @Test
  void whatStandsBesideThePixelsDoesNotChangeThem() throws Exception {
    byte[] whole = jpeg();
    byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    byte[] grey = ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
    byte[] partOfProfile = profile(grey);
    partOfProfile[13] = 3;
    var files =
        List.of(
            withSegment(whole, 0xE2, profile(linear)),
            withSegment(whole, 0xE2, profile(grey)),
            withSegment(whole, 0xE2, profile(new byte[200])),
            withSegment(whole, 0xE2, partOfProfile),
            withSegment(whole, 0xEE, adobe(0)),
            withSegment(whole, 0xE1, latin1("Exif\0\0damaged")),
            withSegment(whole, 0xFE, latin1("a comment")));
    for (int i = 0; i < files.size(); i++) {
      var picture = Pictures.decode("file " + i, files.get(i));
      assertArrayEquals(Pictures.decode("p.jpg", whole).rgb(), picture.rgb(), "file " + i);
    }
  }

  @Test
  void exifDoesNotTurnAPicture() throws Exception {
    // Orientation 6: a viewer would turn it by 90 degrees.
    String exif = "Exif\0\0MM\0*\0\0\0\b\0\1\1\22\0\3\0\0\0\1\0\6\0\0\0\0\0\0";
    var image = new BufferedImage(24, 8, BufferedImage.TYPE_INT_RGB);
    byte[] turned = withSegment(encode(image, "jpeg"), 0xE1, latin1(exif));
    assertEquals(new PictureSize(24, 8), Pictures.size("p.jpg", turned));
    assertEquals(24, Pictures.decode("p.jpg", turned).width());
  }

  @Test
  void greyJpegIsRepeatedInEveryColour() throws Exception {
    var image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      image.getRaster().setSample(i % 16, i / 16, 0, 77);
    }
    assertColour(77, 77, 77, encode(image, "jpeg"));
  }

  @Test
  void headersThatClaimMoreThanTheFileCanHoldAreRefusedBeforeDecoding() throws Exception {
    byte[] jpeg = jpeg();
    int frame = 0;
    while (jpeg[frame] != (byte) 0xFF || jpeg[frame + 1] != (byte) 0xC0) {
      frame++;
    }
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 8000).putShort(frame + 7, (short) 8000);
    byte[] png = Pictures.encodePng(new Picture(1, 1, new byte[3]));
    ByteBuffer.wrap(png).putInt(16, 8000).putInt(20, 8000);
    var crc = new CRC32();
    crc.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
    for (byte[] lie : List.of(jpeg, png)) {
      var error = assertThrows(DataFormatException.class, () -> Pictures.decode("lie", lie));
      assertTrue(
          error.getMessage().startsWith("lie: the header says 8,000 x 8,000 pixels, more than"),
          error.getMessage());
    }
  }

  @Test
  void realSketchesOfEveryModeDecode() throws Exception {
    var sketch =
        Pictures.decode(
            "30", RealData.bytes("sketchyscene_matching/test/DRAWING_GT/L0_sample30.png"));
    assertEquals(750, sketch.width());
    for (int i = 0; i < sketch.rgb().length; i++) {
      assertTrue(sketch.rgb()[i] == 0 || sketch.rgb()[i] == -1, "a 1-bit sketch is black on white");
    }
    try (var files = Files.list(RealData.at("sketchyscene_matching/more_sketches/sketches"))) {
      for (var file : files.sorted().toList()) {
        var picture = Pictures.decode(file.toString(), Files.readAllBytes(file));
        assertEquals(new Picture(750, 750, picture.rgb()), picture);
        double ink = InkMap.of(picture).count() / (750.0 * 750);
        assertTrue(ink > 0.02 && ink < 0.35, file + " has ink on " + ink);
      }
    }
  }

  /** A JPEG of four components with these stored values, as the platform writes it: unmarked. */
  private static byte[] inks(int... values) throws IOException {
    var raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
    for (int i = 0; i < 256; i++) {
      raster.setPixel(i % 16, i / 16, values);
    }
    var writers = ImageIO.getImageWritersByFormatName("jpeg");
    var writer = writers.next();
    while (writer.getClass().getModule() != ImageIO.class.getModule()) {
      writer = writers.next();
    }
    var bytes = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(raster, null, null), null);
    }
    return bytes.toByteArray();
  }

  private static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
    return ByteBuffer.allocate(jpeg.length + 4 + content.length)
        .put(jpeg, 0, 2)
        .put((byte) 0xFF)
        .put((byte) marker)
        .putShort((short) (2 + content.length))
        .put(content)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  private static byte[] adobe(int transform) {
    return latin1("Adobe\0d\0\0\0\0" + (char) transform);
  }

  private static byte[] profile(byte[] profile) {
    byte[] content = Arrays.copyOf(latin1("ICC_PROFILE\0\1\1"), 14 + profile.length);
    System.arraycopy(profile, 0, content, 14, profile.length);
    return content;
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void assertColour(int red, int green, int blue, byte[] file) throws Exception {
    var picture = Pictures.decode("p.jpg", file);
    for (int i = 0; i < 16; i++) {
      assertEquals(red, picture.value(i, i, 0));
      assertEquals(green, picture.value(i, i, 1));
      assertEquals(blue, picture.value(i, i, 2));
    }
  }

  private static byte[] jpeg() throws IOException {
    var image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 256; i++) {
      image.setRGB(i % 16, i / 16, 0xC86432);
    }
    return encode(image, "jpeg");
  }

  private static byte[] encode(BufferedImage image, String format) throws IOException {
    var bytes = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, format, bytes));
    return bytes.toByteArray();
  }
}
