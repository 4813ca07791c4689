package org.refspark.data.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.refspark.data.DataFormatException;

/**
 * CLIP's byte-pair pieces (Radford et al. 2021): 49,408 ids, the start mark 49406, the end mark
 * 49407. A text is cleaned as CLIP cleans it: HTML's character references are resolved (twice),
 * white space collapses, letters become small. What CLIP does before that with the library ftfy,
 * the repair of wrongly decoded text and of typographic quotes, is left out: it changes plain
 * expressions in no way.
 */
public final class ClipTokenizer implements Tokenizer {
  /** What one text may hold of one word; the longest published piece is far shorter. */
  private static final int LONGEST_WORD = 1024;

  private static final int MOST_CACHED = 1 << 16;

  private static final Pattern BLANKS = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  private static final Pattern WORD =
      Pattern.compile(
          Pattern.quote(ClipVocabulary.START)
              + "|"
              + Pattern.quote(ClipVocabulary.END)
              + "|'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+",
          Pattern.UNICODE_CHARACTER_CLASS);

  private final BytePairs pairs;
  private final byte[] content;
  private final int startId;
  private final int endId;
  private final Map<String, int[]> cache = new ConcurrentHashMap<>();

  private ClipTokenizer(BytePairs pairs, byte[] content) {
    this.pairs = pairs;
    this.content = content;
    this.startId = pairs.idOf(ClipVocabulary.START);
    this.endId = pairs.idOf(ClipVocabulary.END);
    cache.put(ClipVocabulary.START, new int[] {startId});
    cache.put(ClipVocabulary.END, new int[] {endId});
  }

  /**
   * Reads a published vocabulary: CLIP's list of merges ({@code bpe_simple_vocab_16e6.txt}, also
   * gzipped, and {@code merges.txt}) or a {@code tokenizer.json} of Hugging Face, told by content.
   *
   * @param file how messages name it
   * @param in is read, not closed
   * @throws DataFormatException where it is damaged, too large or no such vocabulary
   */
  public static ClipTokenizer read(String file, InputStream in) throws IOException {
    return of(file, ClipVocabulary.capped(file, in));
  }

  /** As {@link #read}, from bytes, which are kept. */
  static ClipTokenizer of(String file, byte[] content) throws DataFormatException {
    return new ClipTokenizer(ClipVocabulary.parse(file, content), content);
  }

  @Override
  public int size() {
    return pairs.size();
  }

  @Override
  public int[] encode(String text, int context) {
    return Marks.around(pieces(text, Math.max(0, context)), startId, endId, context);
  }

  @Override
  public int endId() {
    return endId;
  }

  @Override
  public String piece(int id) {
    Objects.checkIndex(id, size());
    String symbol = pairs.symbol(id);
    if (id == startId || id == endId) {
      return symbol;
    }
    boolean last = symbol.endsWith(BytePairs.WORD_END);
    return ByteSymbols.spell(
        last ? symbol.substring(0, symbol.length() - BytePairs.WORD_END.length()) : symbol);
  }

  @Override
  public byte[] content() {
    return content.clone();
  }

  /** Ids of a text's pieces without marks; once there are {@code enough}, no further words'. */
  int[] pieces(String text, int enough) {
    int[] ids = new int[Math.min(enough, 64) + 1];
    int length = 0;
    var words = WORD.matcher(clean(text));
    while (length < enough && words.find()) {
      int[] pieces = word(words.group());
      if (length + pieces.length > ids.length) {
        ids = Arrays.copyOf(ids, Math.max(2 * ids.length, length + pieces.length));
      }
      System.arraycopy(pieces, 0, ids, length, pieces.length);
      length += pieces.length;
    }
    return Arrays.copyOf(ids, length);
  }

  /** The text as it is cut into words. */
  static String clean(String text) {
    String resolved = HtmlReferences.resolve(HtmlReferences.resolve(text));
    return BLANKS.matcher(resolved).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
  }

  private int[] word(String word) {
    int[] known = cache.get(word);
    if (known != null) {
      return known;
    }
    // Merging takes quadratic time; no expression means anything by a longer word.
    String bounded = word.length() > LONGEST_WORD ? word.substring(0, LONGEST_WORD) : word;
    int[] pieces = pairs.pieces(bounded.getBytes(StandardCharsets.UTF_8));
    if (cache.size() < MOST_CACHED && word.length() <= LONGEST_WORD) {
      cache.put(word, pieces);
    }
    return pieces;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClipTokenizer that && pairs.equals(that.pairs);
  }

  @Override
  public int hashCode() {
    return pairs.hashCode();
  }

  @Override
  public String toString() {
    return "CLIP tokenizer of %d pieces".formatted(size());
  }
}
