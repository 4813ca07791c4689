package org.refspark.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.refspark.data.DataFormatException;

/**
 * Decodes and encodes pictures. Colours come as stored: palettes are looked up, grey is repeated,
 * 16-bit values keep their high byte, alpha is dropped without blending, colour profiles and EXIF
 * orientation are ignored; this is what PIL's {@code convert("RGB")} gives.
 */
public final class Pictures {
  /** The reason of {@link DataFormatException}s about a picture that cannot be decoded. */
  public static final String CORRUPT = "corrupt-picture";

  /** The reason of {@link DataFormatException}s about a picture beyond its limits. */
  public static final String TOO_LARGE = "picture-too-large";

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
    ImageReader reader = open(file, bytes, limits);
    var warnings = new StringBuilder();
    reader.addIIOReadWarningListener((source, text) -> warnings.append(text).append("; "));
    try {
      checkedSize(file, reader, limits);
      BufferedImage image = reader.read(0);
      // The JPEG reader fills what a damaged file lacks with grey and only warns.
      if (warnings.indexOf("premature end") >= 0 || warnings.indexOf("Missing EOI") >= 0) {
        throw corrupt(file, "the picture is truncated (" + warnings + "got %,d bytes)", bytes);
      }
      return of(image);
    } catch (DataFormatException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw unreadable(file, bytes, e);
    } finally {
      reader.dispose();
    }
  }

  /** The size that the picture's header states, checked against {@link PictureLimits#DEFAULT}. */
  public static PictureSize size(String file, byte[] bytes) throws DataFormatException {
    ImageReader reader = open(file, bytes, PictureLimits.DEFAULT);
    try {
      return checkedSize(file, reader, PictureLimits.DEFAULT);
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
    SampleColours colours = SampleColours.of(image);
    int[] samples = new int[width * raster.getNumBands()];
    for (int row = 0; row < height; row++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + row, width, 1, samples);
      colours.write(samples, rgb, 3 * row * width);
    }
    return new Picture(width, height, rgb);
  }

  private static ImageReader open(String file, byte[] bytes, PictureLimits limits)
      throws DataFormatException {
    if (bytes.length > limits.bytes()) {
      throw new DataFormatException(
          file,
          TOO_LARGE,
          "holds %,d bytes, more than the %,d allowed".formatted(bytes.length, limits.bytes()),
          null);
    }
    String format;
    if (PngChunks.isPng(bytes)) {
      PngChunks.check(file, bytes);
      format = "png";
    } else if (startsWith(bytes, JPEG_START)) {
      format = "jpeg";
    } else {
      throw corrupt(file, "is neither a PNG nor a JPEG (%,d bytes); convert it to one", bytes);
    }
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    reader.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes)), true, true);
    return reader;
  }

  private static PictureSize checkedSize(String file, ImageReader reader, PictureLimits limits)
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
    return size;
  }

  private static DataFormatException unreadable(String file, byte[] bytes, Exception e) {
    String detail =
        e instanceof IIOException && String.valueOf(e.getMessage()).contains("Unsupported")
            ? "its colour model is not supported (CMYK?), save it as RGB: "
            : "truncated or damaged, fetch it again: ";
    return new DataFormatException(
        file,
        CORRUPT,
        "the picture cannot be decoded (%,d bytes); %s%s"
            .formatted(bytes.length, detail, e.getMessage()),
        e);
  }

  private static DataFormatException corrupt(String file, String problem, byte[] bytes) {
    return new DataFormatException(file, CORRUPT, problem.formatted(bytes.length), null);
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }

  /** How the samples of an image's raster become red, green and blue. */
  private record SampleColours(int bands, int shift, IndexColorModel palette) {
    static SampleColours of(BufferedImage image) {
      var palette = image.getColorModel() instanceof IndexColorModel index ? index : null;
      int bits = image.getSampleModel().getSampleSize(0);
      return new SampleColours(image.getRaster().getNumBands(), Math.max(0, bits - 8), palette);
    }

    void write(int[] samples, byte[] rgb, int offset) {
      // Grey has one band, or two with alpha; colour has three, or four with alpha.
      int green = bands < 3 ? 0 : 1;
      int blue = bands < 3 ? 0 : 2;
      int at = offset;
      for (int i = 0; i < samples.length; i += bands) {
        if (palette != null) {
          rgb[at++] = (byte) palette.getRed(samples[i]);
          rgb[at++] = (byte) palette.getGreen(samples[i]);
          rgb[at++] = (byte) palette.getBlue(samples[i]);
        } else {
          rgb[at++] = (byte) (samples[i] >> shift);
          rgb[at++] = (byte) (samples[i + green] >> shift);
          rgb[at++] = (byte) (samples[i + blue] >> shift);
        }
      }
    }
  }
}
