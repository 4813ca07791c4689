package org.refspark.model.weights;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.refspark.data.DataFormatException;
import org.refspark.model.ParameterLayout;
import org.refspark.model.ParameterLayout.Slot;

/** Whatever is changed in a file of weights, it is read or refused with a message. */
class WeightsPropertiesTest {
  private static final byte[] PICKLE =
      TorchPickle.sixFloats(6, 0, new long[] {2, 3}, new long[] {3, 1});
  private static final byte[] FLOATS = TorchPickle.floats(1, 2, 3, 4, 5, 6);

  /** A change of one byte, the loss of the end, or bytes put in between. */
  record Mutation(int kind, int place, byte value) {
    byte[] of(byte[] whole) {
      int at = Math.floorMod(place, whole.length);
      return switch (kind) {
        case 0 -> {
          var changed = whole.clone();
          changed[at] = value;
          yield changed;
        }
        case 1 -> Arrays.copyOf(whole, at);
        default -> {
          var longer = new byte[whole.length + 4];
          System.arraycopy(whole, 0, longer, 0, at);
          Arrays.fill(longer, at, at + 4, value);
          System.arraycopy(whole, at, longer, at + 4, whole.length - at);
          yield longer;
        }
      };
    }
  }

  @Provide
  Arbitrary<List<Mutation>> mutations() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, 1 << 20),
            Arbitraries.bytes())
        .as(Mutation::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  @Property(tries = 500, seed = "20261121")
  void archivesAreReadOrRefused(@ForAll("mutations") List<Mutation> mutations) throws IOException {
    assertReadOrRefused(mutated(TorchPickle.stored(PICKLE, FLOATS), mutations));
    assertReadOrRefused(
        mutated(
            TorchPickle.zip(TorchPickle.entries(PICKLE, FLOATS), ZipEntry.DEFLATED), mutations));
  }

  /** The zip is whole, so that the pickle's reader sees the change. */
  @Property(tries = 1000, seed = "20261121")
  void picklesAreReadOrRefused(@ForAll("mutations") List<Mutation> mutations) throws IOException {
    assertReadOrRefused(TorchPickle.stored(mutated(PICKLE, mutations), FLOATS));
  }

  @Property(tries = 1000, seed = "20261121")
  void safeTensorsAreReadOrRefused(@ForAll("mutations") List<Mutation> mutations)
      throws IOException {
    assertReadOrRefused(mutated(safeTensors(), mutations));
  }

  @Property(tries = 500, seed = "20261121")
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes) throws IOException {
    assertReadOrRefused(bytes);
    assertReadOrRefused(TorchPickle.stored(bytes, FLOATS));
  }

  private static byte[] safeTensors() throws IOException {
    var layout =
        new ParameterLayout(
            List.of(
                new Slot("w", new long[] {2, 3}, 0, "g", true),
                new Slot("b", new long[] {2}, 6, "g", true)));
    var out = new ByteArrayOutputStream();
    SafeTensors.write(out, layout, new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 0, Map.of());
    return out.toByteArray();
  }

  private static byte[] mutated(byte[] whole, List<Mutation> mutations) {
    var bytes = whole;
    for (var mutation : mutations) {
      bytes = bytes.length == 0 ? bytes : mutation.of(bytes);
    }
    return bytes;
  }

  private static void assertReadOrRefused(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("weights", ".tmp");
    try {
      Files.write(file, bytes);
      try (var weights = WeightsFile.open("w.tmp", file)) {
        weights.read(name -> true, (name, values) -> {});
      } catch (DataFormatException e) {
        assertTrue(e.getMessage().startsWith("w.tmp"), e.getMessage());
      }
    } finally {
      Files.delete(file);
    }
  }
}
