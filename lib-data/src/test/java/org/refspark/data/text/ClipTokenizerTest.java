package org.refspark.data.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.refspark.data.DataFormatException;
import org.refspark.data.RealData;

/** Known answers come from CLIP's own tokenizer. */
class ClipTokenizerTest {
  /** Merges l+o, lo+w&lt;/w&gt;, e+r&lt;/w&gt; and lo+w; ids 512 to 515, then the marks. */
  private static final String FEW = "#version: 0.2\nl o\nlo w</w>\ne r</w>\nlo w\n";

  private static final int ALL = Integer.MAX_VALUE;

  @Test
  void realExpressionsGiveClipsPieces() throws Exception {
    var tokenizer = published();
    assertEquals(49_408, tokenizer.size());
    assertEquals(49_407, tokenizer.endId());
    JsonNode cases = RealData.json("clip_bpe/tokenizer_expected.json").path("cases");
    for (JsonNode example : cases) {
      String text = example.path("text").asText();
      assertArrayEquals(ints(example.path("ids")), tokenizer.pieces(text, ALL), text);
    }
    assertEquals(606, cases.size());
  }

  @Test
  void oddTextsGiveClipsIdsAtBothContexts() throws Exception {
    var tokenizer = published();
    int compared = 0;
    for (JsonNode example : oracle()) {
      String text = example.path("text").asText();
      if (!example.path("ftfy_matters").asBoolean()) {
        assertEquals(example.path("clean").asText(), ClipTokenizer.clean(text));
        assertArrayEquals(ints(example.path("bpe")), tokenizer.pieces(text, ALL), text);
        assertArrayEquals(ints(example.path("ids17")), tokenizer.encode(text, 17), text);
        assertArrayEquals(ints(example.path("ids22")), tokenizer.encode(text, 22), text);
        compared++;
      }
    }
    assertEquals(196, compared);
  }

  @Test
  void plainAndGzippedFilesAndTheirContentGiveEqualTokenizers() throws Exception {
    byte[] gzipped = RealData.bytes("clip_bpe/bpe_simple_vocab_16e6.txt.gz");
    byte[] plain;
    try (var in = new GZIPInputStream(new ByteArrayInputStream(gzipped))) {
      plain = in.readAllBytes();
    }
    var tokenizer = ClipTokenizer.read("vocab.gz", new ByteArrayInputStream(gzipped));
    assertEquals(tokenizer, ClipTokenizer.read("vocab.txt", new ByteArrayInputStream(plain)));
    assertEquals(tokenizer, Tokenizer.read("saved", tokenizer.content()));
    assertNotEquals(tokenizer, few());
  }

  @Test
  void piecesAreShownAsTheTextTheyStandFor() throws Exception {
    var tokenizer = published();
    int[] ids = tokenizer.encode("the leftmost caf\u00e9", 8);
    var shown = Arrays.stream(ids).mapToObj(tokenizer::piece).toList();
    assertEquals("<|startoftext|>", shown.get(0));
    assertEquals(List.of("the", "left", "most", "caf\u00e9"), shown.subList(1, 5));
    assertEquals("<|endoftext|>", shown.get(5));
  }

  @Test
  void earlierMergesGoFirst() throws Exception {
    var tokenizer = few();
    assertEquals(518, tokenizer.size());
    assertEquals(517, tokenizer.endId());
    assertArrayEquals(new int[] {516, 513, 515, 514, 517, 0}, tokenizer.encode("low LOWER", 6));
    assertArrayEquals(new int[] {516, 513, 515, 517}, tokenizer.encode("low lower", 4));
    assertEquals("low", tokenizer.piece(513));
    assertThrows(IllegalArgumentException.class, () -> tokenizer.encode("low", 1));
  }

  @Test
  void huggingFacesFileEqualsTheListOfMerges() throws Exception {
    var tokenizer = few();
    for (boolean lists : new boolean[] {false, true}) {
      byte[] json = huggingFace(tokenizer, lists).toString().getBytes(StandardCharsets.UTF_8);
      assertEquals(tokenizer, ClipTokenizer.read("t.json", new ByteArrayInputStream(json)));
      assertEquals(tokenizer, Tokenizer.read("t.json", json));
    }
  }

  @Test
  void characterReferencesAreResolvedAsInPython() {
    assertEquals(
        "<double> & \u00e9\u00e9", ClipTokenizer.clean("&amp;lt;double&gt; &AMP; &#233;&#xE9"));
    assertEquals("rock&roll &unknown; &", ClipTokenizer.clean("rock&amproll &unknown; &"));
    assertEquals(
        "\u20ac \ufffd \ufffd it's", ClipTokenizer.clean("&#128; &#0; &#99999999999; it&apos;s"));
    assertEquals("ab", ClipTokenizer.clean("a&#1;b"));
  }

  @Test
  void damagedVocabulariesAreRefusedWithPlaceAndCause() throws Exception {
    refused("", "#version");
    refused("hello\n", "#version");
    refused("#version: 0.2\nl o w\n", "line 2");
    refused("#version: 0.2\nl o\nx lo w\n", "line 3");
    refused("#version: 0.2\nl o\nq lox\n", "line 3");
    refused("#version: 0.2\nl o\nl o\n", "listed twice");
    refused("{\"model\": {}}", "end_of_word_suffix");
    refused("{\"model\": ", "is not JSON");
    var whole = huggingFace(few(), false);
    refused(whole.toString().replace("\"lo\":512", "\"lo\":511"), "twice");
    refused(whole.toString().replace("\"lo\":512", "\"lo\":-1"), "has id -1");
    refused(whole.toString().replace("\"lo\":512", "\"ol\":512"), "'lo'");
    refused(whole.toString().replace("\"l o\"", "\"lo\""), "model.merges[0]");
    refused(whole.toString().replace("<|endoftext|>", "<|end|>"), "<|endoftext|>");
  }

  @Test
  void cutOffAndSwollenGzipIsRefused() throws Exception {
    byte[] gzipped = gzip(FEW.getBytes(StandardCharsets.UTF_8));
    byte[] half = Arrays.copyOf(gzipped, gzipped.length - 12);
    var cut =
        assertThrows(
            DataFormatException.class,
            () -> ClipTokenizer.read("v.gz", new ByteArrayInputStream(half)));
    assertTrue(cut.getMessage().contains("gzip stream is damaged"), cut.getMessage());
    byte[] swollen = gzip(new byte[40 << 20]);
    var bomb =
        assertThrows(
            DataFormatException.class,
            () -> ClipTokenizer.read("v.gz", new ByteArrayInputStream(swollen)));
    assertTrue(bomb.getMessage().contains("more than the"), bomb.getMessage());
  }

  @Test
  void endlessWordsTakeNoEndlessTime() throws Exception {
    var tokenizer = few();
    String word = "lo".repeat(1_000_000);
    assertTimeout(Duration.ofSeconds(5), () -> tokenizer.encode(word, 17));
  }

  @Property(tries = 300, seed = "20261121")
  void anyTextGivesMarkedIdsWithinTheVocabulary(
      @ForAll String text, @ForAll @IntRange(min = 2, max = 40) int context) throws IOException {
    var tokenizer = few();
    int[] ids = tokenizer.encode(text, context);
    assertEquals(context, ids.length);
    assertEquals(516, ids[0]);
    int end = 1;
    while (ids[end] != tokenizer.endId()) {
      end++;
    }
    for (int i = 0; i < context; i++) {
      assertTrue(ids[i] >= 0 && ids[i] < tokenizer.size() && (i <= end || ids[i] == 0));
    }
  }

  @Property(tries = 300, seed = "20261121")
  void damagedFilesGiveTokenizersOrClearRefusals(
      @ForAll @IntRange(min = 0, max = 43) int place, @ForAll byte damage) throws IOException {
    for (byte[] whole :
        List.of(FEW.getBytes(StandardCharsets.UTF_8), gzip(FEW.getBytes(StandardCharsets.UTF_8)))) {
      byte[] bytes = whole.clone();
      bytes[place % bytes.length] = damage;
      try {
        Tokenizer.read("v.txt", bytes).encode("low lower", 8);
      } catch (DataFormatException e) {
        assertTrue(e.getMessage().startsWith("v.txt: "), e.getMessage());
      }
    }
  }

  private static void refused(String text, String cause) {
    var error =
        assertThrows(
            DataFormatException.class,
            () -> Tokenizer.read("v.txt", text.getBytes(StandardCharsets.UTF_8)),
            cause);
    assertTrue(
        error.getMessage().startsWith("v.txt: ") && error.getMessage().contains(cause),
        error.getMessage());
  }

  private static ClipTokenizer few() throws IOException {
    return ClipTokenizer.read(
        "few.txt", new ByteArrayInputStream(FEW.getBytes(StandardCharsets.UTF_8)));
  }

  private static ClipTokenizer published() throws IOException {
    String file = "clip_bpe/bpe_simple_vocab_16e6.txt.gz";
    try (var in = Files.newInputStream(RealData.at(file))) {
      return ClipTokenizer.read(file, in);
    }
  }

  private static JsonNode huggingFace(ClipTokenizer tokenizer, boolean lists) {
    var json = new ObjectMapper();
    var document = json.createObjectNode();
    var model = document.putObject("model").put("type", "BPE").put("end_of_word_suffix", "</w>");
    var vocabulary = model.putObject("vocab");
    int id = 0;
    for (String suffix : List.of("", "</w>")) {
      for (char symbol : ByteSymbols.ORDER.toCharArray()) {
        vocabulary.put(symbol + suffix, id++);
      }
    }
    var merges = model.putArray("merges");
    FEW.lines()
        .skip(1)
        .forEach(
            merge -> {
              vocabulary.put(merge.replace(" ", ""), vocabulary.size());
              if (lists) {
                merges.addArray().add(merge.split(" ")[0]).add(merge.split(" ")[1]);
              } else {
                merges.add(merge);
              }
            });
    vocabulary.put("<|startoftext|>", tokenizer.endId() - 1);
    document
        .putArray("added_tokens")
        .addObject()
        .put("id", tokenizer.endId())
        .put("content", "<|endoftext|>");
    return document;
  }

  private static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static JsonNode oracle() throws IOException {
    Path cases =
        Path.of(System.getProperty("oracles", "../../shared/oracles"), "clip_bpe_tokens/cases.json")
            .toAbsolutePath();
    assumeTrue(Files.exists(cases), () -> "skipped: no oracle at " + cases);
    return new ObjectMapper().readTree(cases.toFile());
  }

  private static int[] ints(JsonNode list) {
    int[] ints = new int[list.size()];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = list.get(i).asInt();
    }
    return ints;
  }
}
