package org.refspark.data.coco;

import java.io.Serializable;
import java.util.List;
import org.refspark.data.mask.Polygons;
import org.refspark.data.mask.Rle;

/** How a file gives an object's pixels. */
public sealed interface CocoSegmentation extends Serializable {
  /**
   * The pixels.
   *
   * @throws IllegalArgumentException where the rings are none, the mask is of another size or
   *     nothing could be read
   */
  Rle mask(int height, int width);

  /** How many numbers it holds; a ring counts as one more. */
  long numbers();

  /** Outlines {@code [x1, y1, x2, y2, …]} in pixels, to be united. */
  record Rings(List<double[]> rings) implements CocoSegmentation {
    public Rings {
      rings = List.copyOf(rings);
    }

    @Override
    public Rle mask(int height, int width) {
      return Polygons.rasterise(height, width, rings);
    }

    @Override
    public long numbers() {
      return rings.stream().mapToLong(ring -> 1 + ring.length).sum();
    }
  }

  /** Runs. */
  record Mask(Rle rle) implements CocoSegmentation {
    @Override
    public Rle mask(int height, int width) {
      if (rle.height() != height || rle.width() != width) {
        throw new IllegalArgumentException(
            "a mask of %d x %d in a picture of %d x %d (width x height)"
                .formatted(rle.width(), rle.height(), width, height));
      }
      return rle;
    }

    @Override
    public long numbers() {
      return rle.counts().length;
    }
  }

  /** Neither rings nor runs: what was found instead is told when somebody wants the pixels. */
  record Unreadable(String problem) implements CocoSegmentation {
    @Override
    public Rle mask(int height, int width) {
      throw new IllegalArgumentException(problem);
    }

    @Override
    public long numbers() {
      return 0;
    }
  }
}
