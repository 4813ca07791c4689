package org.refspark.data.text;

import java.nio.charset.StandardCharsets;

/**
 * A visible character for every byte, as byte-pair vocabularies write them: printable Latin-1 bytes
 * stand for themselves, the others for the characters from 256 on.
 */
final class ByteSymbols {
  /** The characters in the order in which CLIP numbers them. */
  static final String ORDER = order();

  /** By byte, 0 to 255. */
  private static final char[] CHARACTER = characters();

  private ByteSymbols() {}

  /** A byte's character. */
  static char character(byte value) {
    return CHARACTER[value & 0xFF];
  }

  /** The text that a row of such characters spells; bytes that are no UTF-8 become U+FFFD. */
  static String spell(String symbols) {
    byte[] bytes = new byte[symbols.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) value(symbols.charAt(i));
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static int value(char character) {
    for (int value = 0; value < CHARACTER.length; value++) {
      if (CHARACTER[value] == character) {
        return value;
      }
    }
    return '?';
  }

  private static boolean isPrintable(int value) {
    return (value >= '!' && value <= '~') || (value >= 0xa1 && value <= 0xff && value != 0xad);
  }

  private static char[] characters() {
    char[] characters = new char[256];
    int next = 256;
    for (int value = 0; value < characters.length; value++) {
      characters[value] = (char) (isPrintable(value) ? value : next++);
    }
    return characters;
  }

  private static String order() {
    var printable = new StringBuilder();
    var others = new StringBuilder();
    for (char character : characters()) {
      (character < 256 ? printable : others).append(character);
    }
    return printable.append(others).toString();
  }
}
