package org.refspark.data.sketchyscene;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.refspark.data.Damage;

/** Whatever the bytes, label maps and sentences are read or refused. */
class SketchyScenePropertyTest {
  private static final String FILE = "some.file";
  private static final byte[] MAP =
      LabelMaps.write("INSTANCE_GT", 3, 4, new int[] {0, 1, 1, 0, 300, 0, 2, 2, 0, 0, 7, 7});
  private static final byte[] SENTENCES =
      "[{'key': 3, 'sen_instIdx_map': {'the tree': [0, 2], ' a  car': [1]}}]"
          .replace('\'', '"')
          .getBytes(StandardCharsets.UTF_8);

  @Property(tries = 400, seed = "20261121")
  void labelMapsAreReadOrRefused(@ForAll("maps") byte[] input) throws IOException {
    Damage.assertValueOrClearError(
        FILE, input, bytes -> LabelMaps.read(FILE, bytes, "INSTANCE_GT"));
  }

  @Property(tries = 400, seed = "20261121")
  void sentencesAreReadOrRefused(@ForAll("sentences") byte[] input) throws IOException {
    Damage.assertValueOrClearError(
        FILE, input, bytes -> SentenceFile.read(FILE, "test", new ByteArrayInputStream(bytes)));
  }

  @Property(tries = 200, seed = "20261121")
  void segmentationDataAreReadOrRefused(@ForAll("archives") byte[] input) throws IOException {
    Damage.assertValueOrClearError(FILE, input, bytes -> SegData.read(FILE, bytes));
  }

  @Provide
  Arbitrary<byte[]> maps() {
    byte[] start = java.util.Arrays.copyOf(MAP, 128);
    return Arbitraries.oneOf(Damage.of(MAP), Damage.behind(start), Damage.behind(new byte[0]));
  }

  @Provide
  Arbitrary<byte[]> sentences() {
    return Arbitraries.oneOf(
        Damage.of(SENTENCES),
        // Begins as UTF-32 of an order of bytes that nobody uses.
        Damage.behind(new byte[] {0, '\n', 0, 0}),
        Damage.behind("[{\"key\":".getBytes(StandardCharsets.UTF_8)));
  }

  @Provide
  Arbitrary<byte[]> archives() {
    return Damage.behind("PK\3\4".getBytes(StandardCharsets.US_ASCII));
  }
}
