package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.refspark.data.ReferringImage;

class PictureCacheTest {
  private final List<Integer> reads = new ArrayList<>();
  private final PictureSource counting =
      new PictureSource() {
        @Override
        public List<Entry> index() {
          return ToyPictures.of(9).index();
        }

        @Override
        public String hash() {
          return "a";
        }

        @Override
        public ReferringImage read(int position) throws IOException {
          reads.add(position);
          return ToyPictures.of(9).read(position);
        }
      };

  @Test
  void aPictureIsReadOnce() throws IOException {
    var cache = new PictureCache();
    for (int i = 0; i < 5; i++) {
      assertEquals("toy/3", cache.read(counting, "a", 3, 1 << 20).id());
    }
    assertEquals(List.of(3), reads);
  }

  @Test
  void theOneLongestUnusedGivesWay() throws IOException {
    var cache = new PictureCache();
    // Two instances of 4 kB each make room for three pictures.
    for (int position : new int[] {0, 5, 2, 0, 6, 0, 5}) {
      cache.read(counting, "a", position, 27_000);
    }
    assertEquals(List.of(0, 5, 2, 6, 5), reads);
  }

  @Test
  void equalPlacesOfDifferentDataAreDifferentPictures() throws IOException {
    var cache = new PictureCache();
    cache.read(counting, "a", 0, 1 << 20);
    cache.read(counting, "b", 0, 1 << 20);
    assertEquals(List.of(0, 0), reads);
  }
}
