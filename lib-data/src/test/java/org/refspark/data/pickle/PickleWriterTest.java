package org.refspark.data.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PickleWriterTest {
  @Property(tries = 300, seed = "20261121")
  void everyPlainValueIsReadBackEqual(@ForAll("plain") Object value) throws Exception {
    assertEquals(value, read(PickleWriter.write(value)));
  }

  @Test
  void longListsAreReadBackWithoutTheWholeListOnTheStack() throws Exception {
    var list = new ArrayList<Object>();
    for (long i = 0; i < 2500; i++) {
      list.add(i);
    }
    var narrow = new PickleLimits(1 << 20, 1100, 100, 100);
    var reader = new PickleReader(Map.of(), narrow);
    assertEquals(list, reader.read("long.p", PickleWriter.write(list)));
  }

  @Test
  void repeatedStringsAreWrittenOnce() {
    byte[] once = PickleWriter.write(List.of("a sentence of some length"));
    byte[] twice =
        PickleWriter.write(List.of("a sentence of some length", "a sentence of some length"));
    assertEquals(5, twice.length - once.length);
  }

  @Test
  void otherValuesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> PickleWriter.write(new Object()));
    assertThrows(IllegalArgumentException.class, () -> PickleWriter.write(List.of('c')));
  }

  @Test
  void pythonReadsTheSameValues() throws Exception {
    var value = new LinkedHashMap<String, Object>();
    value.put("ids", List.of(1, -7, 70_000, 5_000_000_000L));
    value.put("text", "caf\u00e9 \u72d7");
    value.put("nested", List.of(Map.of("a", true), Arrays.asList(0.5, null), "caf\u00e9 \u72d7"));
    String expected =
        "{'ids': [1, -7, 70000, 5000000000], 'text': 'caf\\xe9 \\u72d7',"
            + " 'nested': [{'a': True}, [0.5, None], 'caf\\xe9 \\u72d7']}";
    assertEquals(expected, python(PickleWriter.write(value)));
  }

  @Provide
  Arbitrary<Object> plain() {
    Arbitrary<Object> leaf =
        Arbitraries.oneOf(
            Arbitraries.longs().map(n -> (Object) n),
            Arbitraries.doubles().map(n -> (Object) n),
            Arbitraries.strings()
                .filter(s -> StandardCharsets.UTF_8.newEncoder().canEncode(s))
                .map(s -> (Object) s),
            Arbitraries.of(true, false).map(b -> (Object) b));
    return Arbitraries.recursive(
        () -> leaf,
        inner ->
            Arbitraries.oneOf(
                inner.list().ofMaxSize(5).map(list -> (Object) list),
                Arbitraries.maps(Arbitraries.strings().alpha().ofMaxLength(8), inner)
                    .ofMaxSize(5)
                    .map(map -> (Object) map)),
        3);
  }

  private static Object read(byte[] pickle) throws IOException {
    return new PickleReader(Map.of(), PickleLimits.DEFAULT).read("test.p", pickle);
  }

  /** What Python makes of a pickle, as ASCII. */
  private static String python(byte[] pickle) throws Exception {
    Process process;
    try {
      process =
          new ProcessBuilder(
                  "python3", "-c", "import pickle,sys;print(ascii(pickle.load(sys.stdin.buffer)))")
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "skipped: no python3 here");
      throw e;
    }
    try (var in = process.getOutputStream()) {
      in.write(pickle);
    }
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(true, process.waitFor(30, TimeUnit.SECONDS));
    return printed.strip();
  }
}
