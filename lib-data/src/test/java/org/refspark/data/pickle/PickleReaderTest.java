package org.refspark.data.pickle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.refspark.data.DataFormatException;
import org.refspark.data.RealData;

class PickleReaderTest {
  private static final PickleReader PLAIN = new PickleReader(Map.of(), PickleLimits.DEFAULT);

  @Test
  void realReferencesOfEveryFlavourHoldTheSame() throws Exception {
    var json = new ObjectMapper();
    var known = RealData.json("refcocog_google_subset/refcocog/refs(google).json");
    int flavours = 0;
    try (var files = Files.list(RealData.at("refcocog_google_subset/pickle_variants"))) {
      for (var file : files.sorted().toList()) {
        Object value = PLAIN.read(file.toString(), Files.readAllBytes(file));
        assertEquals(known, json.readTree(json.writeValueAsBytes(value)), file.toString());
        flavours++;
      }
    }
    assertEquals(7, flavours);
  }

  @Test
  void scalarsOfEveryOpcodeHaveTheirValue() throws Exception {
    assertNull(read("N."));
    assertEquals(true, read("I01\n."));
    assertEquals(false, read("\u0089."));
    assertEquals(12L, read("I12\n."));
    assertEquals(-1L, read("J\u00ff\u00ff\u00ff\u00ff."));
    assertEquals(65535L, read("M\u00ff\u00ff."));
    assertEquals(123456789012L, read("L123456789012L\n."));
    assertEquals(-256L, read("\u008a\u0002\u0000\u00ff."));
    assertEquals(0L, read("\u008a\u0000."));
    assertEquals(-2.5, read("G\u00c0\u0004\u0000\u0000\u0000\u0000\u0000\u0000."));
    assertEquals(Double.NEGATIVE_INFINITY, read("F-inf\n."));
    assertEquals("a'\n\u00e9", read("S'a\\'\\n\\xe9'\n."));
    assertEquals("\u20ac\\", read("V\\u20ac\\u005c\n."));
    assertEquals("\u20ac", read("\u008c\u0003\u00e2\u0082\u00ac."));
    assertArrayEquals(new byte[] {1, -1}, (byte[]) read("C\u0002\u0001\u00ff."));
  }

  @Test
  void containersKeepTheirOrderAndSharing() throws Exception {
    assertEquals(List.of(1L, 2L, 3L), read("K\u0001K\u0002K\u0003\u0087."));
    assertEquals(List.of(7L, 8L), read("](K\u0007K\u0008e."));
    assertEquals(Map.of("b", 1L, "a", 2L), read("}(U\u0001bK\u0001U\u0001aK\u0002u."));
    assertEquals(Set.of(1L, 2L), read("\u008f(K\u0001K\u0002\u0090."));
    var pair = (List<?>) read("]q\u0000h\u0000\u0086.");
    assertSame(pair.get(0), pair.get(1));
  }

  @Test
  void namesThatAreNotListedAreRefused() {
    for (String pickle :
        List.of(
            "cos\nsystem\n(S'true'\ntR.",
            "\u0080\u0004\u008c\u0005posix\u008c\u0006system\u0093\u008c\u0004true\u0085R.",
            "c__builtin__\neval\n(S'1'\ntR.")) {
      var error = assertThrows(DataFormatException.class, () -> read(pickle));
      assertTrue(error.getMessage().contains("which is not allowed here"), error.getMessage());
    }
  }

  @Test
  void opcodesThatRunOrReachOutsideAreRefused() {
    for (String pickle :
        List.of("(ios\nsystem\n.", "Pname\n.", "NQ.", "(No.", "\u0082\u0001.", "\u0097.")) {
      assertThrows(DataFormatException.class, () -> read(pickle), pickle);
    }
    assertThrows(DataFormatException.class, () -> read("N)R."));
    assertThrows(DataFormatException.class, () -> read("]Nb."));
  }

  @Test
  void listedNamesAreCalledWithTheirArguments() throws Exception {
    var reader = new PickleReader(Map.of("shapes.Pair", List::copyOf), PickleLimits.DEFAULT);
    assertEquals(
        List.of(1L, 2L), reader.read("p", latin1("cshapes\nPair\nK\u0001K\u0002\u0086R.")));
    assertEquals(List.of(1L), reader.read("p", latin1("cshapes\nPair\nK\u0001\u0085\u0081.")));
  }

  @Test
  void limitsAreKept() {
    var small = new PickleReader(Map.of(), new PickleLimits(100, 5, 2, 4));
    assertThrows(DataFormatException.class, () -> small.read("p", new byte[101]));
    for (String pickle :
        List.of("NNNNNN.", "((((((", "Nq\u0000q\u0001q\u0002.", "U\u0005abcde.", "S'abcde'\n.")) {
      assertThrows(DataFormatException.class, () -> small.read("p", latin1(pickle)), pickle);
    }
    for (String pickle :
        List.of(
            "T\u00ff\u00ff\u00ff\u007f",
            "B\u00ff\u00ff\u00ff\u00ff.",
            "\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff.",
            "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.",
            "\u008a\u0009\u0001\u0001\u0001\u0001\u0001\u0001\u0001\u0001\u0001.",
            "}](K\u0001ldK\u0001s.",
            "}]K\u0001s.")) {
      assertThrows(DataFormatException.class, () -> read(pickle), pickle);
    }
  }

  @Test
  void manyValuesInFewBytesAreRefused() {
    String batch = "(" + "}".repeat(999) + "e";
    byte[] dictionaries = latin1("]" + batch.repeat(17_000) + ".");
    var error = assertThrows(DataFormatException.class, () -> PLAIN.read("p.pkl", dictionaries));
    assertTrue(error.getMessage().contains("more than 6,000,000 values"), error.getMessage());
    String known = "]" + batch.replace("}", "N").repeat(4_000) + ".";
    assertEquals(3_996_000, assertDoesNotThrow(() -> (List<?>) read(known)).size());
  }

  @Test
  void manyRememberedValuesAreRefused() {
    byte[] remembered = latin1("]" + "\u0094".repeat(6_000_001) + ".");
    var error = assertThrows(DataFormatException.class, () -> PLAIN.read("p.pkl", remembered));
    assertTrue(
        error.getMessage().contains("more than 6,000,000 remembered values"), error.getMessage());
  }

  @Test
  void messageNamesFileAndPlace() {
    var error = assertThrows(DataFormatException.class, () -> read("NN\u00fe."));
    assertTrue(
        error.getMessage().startsWith("p.pkl: the pickle cannot be read: at byte 2 found the code"),
        error.getMessage());
  }

  @Test
  void damagedPicklesGiveAnErrorOrAValue() throws Exception {
    var random = new Random(11);
    for (int protocol : new int[] {0, 2, 4}) {
      byte[] whole =
          RealData.bytes(
              "refcocog_google_subset/pickle_variants/refs_py3_protocol" + protocol + ".p");
      for (int trial = 0; trial < 400; trial++) {
        byte[] changed = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        try {
          PLAIN.read("p.pkl", changed);
        } catch (DataFormatException e) {
          assertTrue(e.getMessage().startsWith("p.pkl: "), e.getMessage());
        }
      }
    }
  }

  private static Object read(String pickle) throws DataFormatException {
    return PLAIN.read("p.pkl", latin1(pickle));
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
