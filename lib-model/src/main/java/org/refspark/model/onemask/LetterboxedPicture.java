package org.refspark.model.onemask;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.refspark.data.DataFormatException;
import org.refspark.data.ReferringImage;
import org.refspark.data.image.DecodedOnce;
import org.refspark.data.image.Letterbox;
import org.refspark.data.mask.Rle;

/**
 * A picture in the middle of the network's square, and masks of what is meant in it. Safe from
 * several threads.
 */
final class LetterboxedPicture {
  private record Key(Set<Integer> targets, int side) {}

  private final Letterbox box;
  private final byte[] rgb;
  private final List<Rle> instances;
  private final Map<Key, float[]> masks = new ConcurrentHashMap<>();

  private LetterboxedPicture(Letterbox box, byte[] rgb, List<Rle> instances) {
    this.box = box;
    this.rgb = rgb;
    this.instances = instances;
  }

  /**
   * Decodes and warps.
   *
   * @throws UncheckedIOException where the picture cannot be decoded
   */
  static LetterboxedPicture of(ReferringImage image, int size, PixelScale scale) {
    try {
      var picture = DecodedOnce.of(image.id(), image.picture());
      var box = new Letterbox(picture.height(), picture.width(), size);
      float[] warped = box.picture(picture, scale.border());
      var rgb = new byte[warped.length];
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = (byte) (int) (warped[i] + 0.5f);
      }
      var instances = image.instances().stream().map(instance -> instance.mask()).toList();
      return new LetterboxedPicture(box, rgb, instances);
    } catch (DataFormatException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the picture lies in the square. */
  Letterbox box() {
    return box;
  }

  /** The square's pixels, {@code [S, S, 3]}. */
  byte[] rgb() {
    return rgb;
  }

  /**
   * The union of some instances, {@code [side, side]}, soft at the edges.
   *
   * @param targets of the picture's instances; none gives zeros
   */
  float[] mask(List<Integer> targets, int side) {
    return masks.computeIfAbsent(new Key(Set.copyOf(targets), side), this::mask);
  }

  private float[] mask(Key key) {
    var result = new float[key.side() * key.side()];
    if (key.targets().isEmpty()) {
      return result;
    }
    var union = Rle.union(key.targets().stream().map(instances::get).toList());
    float[] square = box.mask(union);
    for (int y = 0; y < key.side(); y++) {
      int row = (int) ((long) y * box.side() / key.side());
      for (int x = 0; x < key.side(); x++) {
        int column = (int) ((long) x * box.side() / key.side());
        result[y * key.side() + x] = square[row * box.side() + column];
      }
    }
    return result;
  }

  /**
   * Bytes held, masks of a quarter of the square for each instance included: they are made when
   * they are asked for.
   */
  long bytes() {
    return rgb.length + (long) instances.size() * rgb.length / 12 * Float.BYTES;
  }
}
