package org.refspark.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.refspark.data.ReferringImage;

class RecentPicturesTest {
  private final List<String> prepared = new ArrayList<>();

  private static ReferringImage image(String id, int picture) {
    return new ReferringImage(id, "test", 1, 1, new byte[] {(byte) picture}, List.of(), List.of());
  }

  private String prepare(ReferringImage image) {
    prepared.add(image.id());
    return image.id();
  }

  @Test
  void picturesAreKeptWhileTheBudgetLasts() {
    var pictures = new RecentPictures<>(this::prepare, p -> 200L << 20);
    for (var id : List.of("a", "b", "a", "c", "a", "b")) {
      assertEquals(id, pictures.of(image(id, 0)));
    }
    // Two fit; c takes the place of b, which was used longest ago, and b that of c.
    assertEquals(List.of("a", "b", "c", "b"), prepared);
  }

  @Test
  void onlyTheLastIsKeptWhereEachIsSeenOnce() {
    var pictures = RecentPictures.onlyTheLast(this::prepare);
    for (var id : List.of("a", "a", "b", "b", "a")) {
      pictures.of(image(id, 0));
    }
    pictures.of(image("a", 1));
    assertEquals(List.of("a", "b", "a", "a"), prepared);
  }
}
