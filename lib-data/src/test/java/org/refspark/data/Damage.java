package org.refspark.data;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random input for parsers, and what every parser must do with it. */
public final class Damage {
  private static final int[] TELLING = {0, 1, 0x7F, 0x80, 0xFF, '\n', '"', '9', '-', '[', '{', '('};

  /** No input here is longer than some kilobytes. */
  private static final long MOST_ALLOCATED = 128L << 20;

  private Damage() {}

  /** Reads input. */
  public interface Parser {
    void parse(byte[] input) throws IOException;
  }

  /**
   * The input gives a value or an error of its file's format that begins with the file's name, and
   * memory in proportion.
   */
  public static void assertValueOrClearError(String file, byte[] input, Parser parser)
      throws IOException {
    var memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = memory.getCurrentThreadAllocatedBytes();
    try {
      parser.parse(input);
    } catch (DataFormatException e) {
      assertTrue(e.getMessage().startsWith(file), e.getMessage());
      assertFalse(e.problem().isBlank());
    }
    long allocated = memory.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < MOST_ALLOCATED, () -> "took %,d bytes".formatted(allocated));
  }

  /** A few random changes of a valid input: bytes changed, put in, left out or repeated. */
  public static Arbitrary<byte[]> of(byte[] valid) {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(1, 6))
        .as((seed, changes) -> changed(valid, new Random(seed), changes));
  }

  /** Random bytes behind the start of a valid input. */
  public static Arbitrary<byte[]> behind(byte[] start) {
    return Arbitraries.bytes()
        .array(byte[].class)
        .ofMaxSize(400)
        .map(
            tail -> {
              var whole = new ByteArrayOutputStream();
              whole.writeBytes(start);
              whole.writeBytes(tail);
              return whole.toByteArray();
            });
  }

  private static byte[] changed(byte[] valid, Random random, int changes) {
    byte[] bytes = valid;
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      bytes = changedOnce(bytes, random);
    }
    return bytes;
  }

  private static byte[] changedOnce(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    int length = Math.min(bytes.length - at, 1 + random.nextInt(8));
    var changed = new ByteArrayOutputStream(bytes.length + 8);
    changed.write(bytes, 0, at);
    switch (random.nextInt(6)) {
      case 0 -> {
        return changed.toByteArray();
      }
      case 1 -> changed.write(bytes, at + length, bytes.length - at - length);
      case 2 -> {
        changed.write(bytes, at, length);
        changed.write(bytes, at, bytes.length - at);
      }
      case 3 -> {
        changed.write(TELLING[random.nextInt(TELLING.length)]);
        changed.write(bytes, at, bytes.length - at);
      }
      case 4 -> {
        for (int i = 0; i < length; i++) {
          changed.write(TELLING[random.nextInt(TELLING.length)]);
        }
        changed.write(bytes, at + length, bytes.length - at - length);
      }
      default -> {
        changed.write(random.nextInt(256));
        changed.write(bytes, at + 1, bytes.length - at - 1);
      }
    }
    return changed.toByteArray();
  }
}
