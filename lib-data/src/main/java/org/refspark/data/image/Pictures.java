package org.refspark.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.refspark.data.DataFormatException;
import org.refspark.data.Deflate;

/**
 * Decodes and encodes pictures. Colours come as stored: palettes are looked up, grey is repeated,
 * 16-bit values keep their high byte, alpha is dropped without blending, CMYK is turned to light,
 * colour profiles and EXIF orientation are ignored; this is what PIL's {@code convert("RGB")}
 * gives.
 */
public final class Pictures {
  /** The reason of {@link DataFormatException}s about a picture that cannot be decoded. */
  public static final String CORRUPT = "corrupt-picture";

  /** The reason of {@link DataFormatException}s about a picture beyond its limits. */
  public static final String TOO_LARGE = "picture-too-large";

  /**
   * The most pixels that a byte can hold: a PNG of one bit a pixel packed as tightly as deflate
   * can, and twice what a JPEG of nothing but the shortest codes has.
   */
  private static final int PNG_PIXELS_PER_BYTE = 8 * Deflate.MOST_RATIO;

  private static final int JPEG_PIXELS_PER_BYTE = 1024;

  private static final byte[] JPEG_START = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};

  private Pictures() {}

  /** Decodes within {@link PictureLimits#DEFAULT}. */
  public static Picture decode(String file, byte[] bytes) throws DataFormatException {
    return decode(file, bytes, PictureLimits.DEFAULT);
  }

  /**
   * Decodes a PNG or JPEG.
   *
   * @param file how messages name the picture
   * @throws DataFormatException with reason {@link #CORRUPT} where the picture is truncated,
   *     damaged or neither PNG nor JPEG; {@link #TOO_LARGE} where it exceeds a limit, noticed
   *     before decoding
   */
  public static Picture decode(String file, byte[] bytes, PictureLimits limits)
      throws DataFormatException {
    checkLength(file, bytes, limits);
    if (!isJpeg(bytes)) {
      var picture = plain(file, bytes, limits).flatMap(PlainPng::picture);
      return picture.isPresent()
          ? picture.get()
          : decode(file, bytes, limits, reader -> of(reader.read(0)));
    }
    var header = JpegHeader.read(file, bytes);
    return decode(
        file,
        header.plain(),
        limits,
        reader ->
            header.isCmyk()
                ? CmykPixels.of(reader.readRaster(0, null), header.isYcck())
                : of(reader.read(0)));
  }

  /** How a reader's first picture comes out of it. */
  private interface Pixels {
    Picture of(ImageReader reader) throws IOException;
  }

  private static Picture decode(String file, byte[] bytes, PictureLimits limits, Pixels pixels)
      throws DataFormatException {
    ImageReader reader = open(file, bytes);
    var warnings = new StringBuilder();
    reader.addIIOReadWarningListener((source, text) -> warnings.append(text).append("; "));
    try {
      checkedSize(file, bytes, reader, limits);
      Picture picture = pixels.of(reader);
      // The JPEG reader fills what a damaged file lacks with grey and only warns.
      if (warnings.indexOf("premature end") >= 0 || warnings.indexOf("Missing EOI") >= 0) {
        throw corrupt(file, "the picture is truncated (" + warnings + "got %,d bytes)", bytes);
      }
      return picture;
    } catch (DataFormatException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw unreadable(file, bytes, e);
    } finally {
      reader.dispose();
    }
  }

  private static Optional<PlainPng> plain(String file, byte[] bytes, PictureLimits limits)
      throws DataFormatException {
    if (!PngChunks.isPng(bytes)) {
      return Optional.empty();
    }
    long mostPixels = Math.min(limits.pixels(), (long) bytes.length * PNG_PIXELS_PER_BYTE);
    return PlainPng.inflate(file, bytes, mostPixels);
  }

  /**
   * The size of a picture that {@link #decode(String, byte[])} would decode; pixels are only
   * unpacked as far as it takes to be sure.
   *
   * @throws DataFormatException as there
   */
  public static PictureSize sizeOfWhole(String file, byte[] bytes) throws DataFormatException {
    checkLength(file, bytes, PictureLimits.DEFAULT);
    var plain = plain(file, bytes, PictureLimits.DEFAULT).filter(PlainPng::surelyColoured);
    if (plain.isPresent()) {
      return plain.get().size();
    }
    var picture = decode(file, bytes);
    return new PictureSize(picture.width(), picture.height());
  }

  /** The size that the picture's header states, checked against {@link PictureLimits#DEFAULT}. */
  public static PictureSize size(String file, byte[] bytes) throws DataFormatException {
    checkLength(file, bytes, PictureLimits.DEFAULT);
    ImageReader reader = open(file, isJpeg(bytes) ? JpegHeader.read(file, bytes).plain() : bytes);
    try {
      return checkedSize(file, bytes, reader, PictureLimits.DEFAULT);
    } finally {
      reader.dispose();
    }
  }

  /** A lossless PNG of 8-bit RGB. */
  public static byte[] encodePng(Picture picture) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image(picture), "png", out)) {
        throw new IllegalStateException("this Java platform has no PNG writer");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a PNG could not be written to memory", e);
    }
    return bytes.toByteArray();
  }

  /** A copy to draw on. */
  public static BufferedImage image(Picture picture) {
    var image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_3BYTE_BGR);
    image.getRaster().setDataElements(0, 0, picture.width(), picture.height(), picture.rgb());
    return image;
  }

  /** The stored colour values of an image, without colour conversion and without alpha. */
  public static Picture of(BufferedImage image) {
    Raster raster = image.getRaster();
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    if (raster.getTransferType() == DataBuffer.TYPE_BYTE && raster.getNumDataElements() == 3) {
      raster.getDataElements(raster.getMinX(), raster.getMinY(), width, height, rgb);
      return new Picture(width, height, rgb);
    }
    SampleColours colours = SampleColours.of(image);
    int[] samples = new int[width * raster.getNumBands()];
    for (int row = 0; row < height; row++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + row, width, 1, samples);
      colours.write(samples, rgb, 3 * row * width);
    }
    return new Picture(width, height, rgb);
  }

  private static void checkLength(String file, byte[] bytes, PictureLimits limits)
      throws DataFormatException {
    if (bytes.length > limits.bytes()) {
      throw new DataFormatException(
          file,
          TOO_LARGE,
          "holds %,d bytes, more than the %,d allowed".formatted(bytes.length, limits.bytes()),
          null);
    }
  }

  private static boolean isJpeg(byte[] bytes) {
    return startsWith(bytes, JPEG_START);
  }

  private static ImageReader open(String file, byte[] bytes) throws DataFormatException {
    String format;
    if (PngChunks.isPng(bytes)) {
      PngChunks.check(file, bytes);
      format = "png";
    } else if (isJpeg(bytes)) {
      format = "jpeg";
    } else {
      throw corrupt(file, "is neither a PNG nor a JPEG (%,d bytes); convert it to one", bytes);
    }
    ImageReader reader = platformReader(format);
    reader.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes)), true, true);
    return reader;
  }

  /** Java's own: other readers on the class path would give other colours. */
  private static ImageReader platformReader(String format) {
    for (var readers = ImageIO.getImageReadersByFormatName(format); readers.hasNext(); ) {
      var reader = readers.next();
      if (reader.getClass().getModule() == ImageIO.class.getModule()) {
        return reader;
      }
    }
    throw new IllegalStateException("this Java platform has no reader of " + format);
  }

  private static PictureSize checkedSize(
      String file, byte[] bytes, ImageReader reader, PictureLimits limits)
      throws DataFormatException {
    PictureSize size;
    try {
      size = new PictureSize(reader.getWidth(0), reader.getHeight(0));
    } catch (IOException | RuntimeException e) {
      throw new DataFormatException(
          file, CORRUPT, "the picture's header cannot be read: " + e.getMessage(), e);
    }
    if (size.width() < 1 || size.height() < 1 || size.pixels() > limits.pixels()) {
      throw new DataFormatException(
          file,
          TOO_LARGE,
          "the header says %,d x %,d pixels, expected 1 to %,d pixels"
              .formatted(size.width(), size.height(), limits.pixels()),
          null);
    }
    int pixelsPerByte = isJpeg(bytes) ? JPEG_PIXELS_PER_BYTE : PNG_PIXELS_PER_BYTE;
    if (size.pixels() > (long) bytes.length * pixelsPerByte) {
      throw corrupt(
          file,
          "the header says %,d x %,d pixels, more than %%,d bytes can hold; fetch it again"
              .formatted(size.width(), size.height()),
          bytes);
    }
    return size;
  }

  private static DataFormatException unreadable(String file, byte[] bytes, Exception e) {
    return new DataFormatException(
        file,
        CORRUPT,
        "the picture cannot be decoded (%,d bytes); truncated, damaged or of an unknown colour"
                .formatted(bytes.length)
            + " model, fetch it again or save it as RGB: "
            + e.getMessage(),
        e);
  }

  private static DataFormatException corrupt(String file, String problem, byte[] bytes) {
    return new DataFormatException(file, CORRUPT, problem.formatted(bytes.length), null);
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }
}
