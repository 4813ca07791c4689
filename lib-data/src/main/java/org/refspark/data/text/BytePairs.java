package org.refspark.data.text;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The pieces of a byte-pair vocabulary and the order in which neighbours merge. Built with {@link
 * #number} and {@link #merge}, then only read.
 */
final class BytePairs {
  /** Closes the last piece of a word. */
  static final String WORD_END = "</w>";

  private final Map<String, Integer> ids = new HashMap<>();
  private final Map<Integer, String> symbols = new HashMap<>();

  /** By pair of ids: rank of the merge in the upper half, id of the result in the lower. */
  private final Map<Long, Long> merges = new HashMap<>();

  /**
   * Gives a symbol its id.
   *
   * @throws IllegalArgumentException where the symbol has an id or the id a symbol
   */
  void number(String symbol, int id) {
    if (ids.putIfAbsent(symbol, id) != null || symbols.putIfAbsent(id, symbol) != null) {
      throw new IllegalArgumentException(
          "the piece '%s' or its id %d is listed twice".formatted(symbol, id));
    }
  }

  /**
   * Adds the next merge: of those that apply, the first added goes first.
   *
   * @throws IllegalArgumentException where one of the three symbols has no id
   */
  void merge(String left, String right) {
    long result = idOf(left + right);
    merges.putIfAbsent(pair(idOf(left), idOf(right)), ((long) merges.size() << 32) | result);
  }

  /** How many symbols have ids. */
  int size() {
    return ids.size();
  }

  /** The symbol of an id, or null. */
  String symbol(int id) {
    return symbols.get(id);
  }

  /**
   * The id of a symbol.
   *
   * @throws IllegalArgumentException where it has none
   */
  int idOf(String symbol) {
    Integer id = ids.get(symbol);
    if (id == null) {
      throw new IllegalArgumentException("the piece '%s' has no id".formatted(symbol));
    }
    return id;
  }

  /** Ids of the pieces of a word of one byte or more: neighbours merge until no merge applies. */
  int[] pieces(byte[] word) {
    int[] pieces = new int[word.length];
    for (int i = 0; i < word.length; i++) {
      String symbol = Character.toString(ByteSymbols.character(word[i]));
      pieces[i] = idOf(i + 1 < word.length ? symbol : symbol + WORD_END);
    }
    int length = word.length;
    while (true) {
      long best = Long.MAX_VALUE;
      for (int i = 0; i + 1 < length; i++) {
        best = Math.min(best, merges.getOrDefault(pair(pieces[i], pieces[i + 1]), best));
      }
      if (best == Long.MAX_VALUE) {
        return Arrays.copyOf(pieces, length);
      }
      length = merge(pieces, length, best);
    }
  }

  /** Merges all pairs that this merge is for, left to right; returns how many pieces are left. */
  private int merge(int[] pieces, int length, long merge) {
    int kept = 0;
    for (int i = 0; i < length; kept++) {
      boolean applies =
          i + 1 < length
              && merges.getOrDefault(pair(pieces[i], pieces[i + 1]), Long.MAX_VALUE) == merge;
      pieces[kept] = applies ? (int) merge : pieces[i];
      i += applies ? 2 : 1;
    }
    return kept;
  }

  /** The pieces in the order of their ids, where these are 0 … n − 1; otherwise fails. */
  void checkIds(List<String> expected) {
    for (String symbol : expected) {
      idOf(symbol);
    }
    for (int id = 0; id < symbols.size(); id++) {
      if (!symbols.containsKey(id)) {
        throw new IllegalArgumentException(
            "no piece has the id %d, expected ids 0 to %d".formatted(id, symbols.size() - 1));
      }
    }
  }

  private static long pair(int left, int right) {
    return ((long) left << 32) | right;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BytePairs that && ids.equals(that.ids) && merges.equals(that.merges);
  }

  @Override
  public int hashCode() {
    return 31 * ids.hashCode() + merges.hashCode();
  }
}
