package org.refspark.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.refspark.data.DataFormatException;

class DecodedOnceTest {
  private static byte[] encoded(int seed) {
    var rgb = new byte[3 * 8 * 6];
    new Random(seed).nextBytes(rgb);
    return Pictures.encodePng(new Picture(8, 6, rgb));
  }

  @Test
  void thePictureDecodedLastIsNotDecodedAgain() throws Exception {
    byte[] first = encoded(1);
    var picture = DecodedOnce.of("first", first);
    assertArrayEquals(Pictures.decode("first", first).rgb(), picture.rgb());
    assertSame(picture, DecodedOnce.of("first", first));
    var other = DecodedOnce.of("other", encoded(2));
    assertNotSame(picture, other);
    assertArrayEquals(picture.rgb(), DecodedOnce.of("first", first).rgb());
  }

  @Test
  void threadsDoNotSeeEachOthersPictures() throws Exception {
    byte[] encoded = encoded(3);
    var here = DecodedOnce.of("p", encoded);
    var there = CompletableFuture.supplyAsync(() -> decoded(encoded)).join();
    assertNotSame(here, there);
    assertSame(here, DecodedOnce.of("p", encoded));
  }

  private static Picture decoded(byte[] encoded) {
    try {
      return DecodedOnce.of("p", encoded);
    } catch (DataFormatException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aDamagedPictureIsRefusedEveryTime() {
    byte[] damaged = java.util.Arrays.copyOf(encoded(4), 40);
    for (int i = 0; i < 2; i++) {
      assertThrows(DataFormatException.class, () -> DecodedOnce.of("d", damaged));
    }
  }
}
