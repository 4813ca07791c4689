package org.refspark.data.pickle;

/** Numbers and strings as protocol 0 writes them, in characters. */
final class PickleText {
  private PickleText() {}

  /** A decimal number, or {@code 00} and {@code 01} for false and true. */
  static Object integer(String line) {
    return switch (line) {
      case "00" -> false;
      case "01" -> true;
      default -> number(line);
    };
  }

  /** A decimal number with or without an L behind it. */
  static Long number(String line) {
    String digits = line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
    return Long.valueOf(digits);
  }

  static Double real(String line) {
    return switch (line) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> Double.valueOf(line);
    };
  }

  /** A byte string as Python 2 shows it: in quotes, with escapes. */
  static String quoted(String line) {
    String shown = line.strip();
    int last = shown.length() - 1;
    if (last < 1
        || shown.charAt(0) != shown.charAt(last)
        || (shown.charAt(0) != '\'' && shown.charAt(0) != '"')) {
      throw new IllegalArgumentException("a string without its quotes");
    }
    var text = new StringBuilder();
    int at = 1;
    while (at < last) {
      char letter = shown.charAt(at++);
      if (letter != '\\') {
        text.append(letter);
      } else if (at == last) {
        throw new IllegalArgumentException("an escape without a letter");
      } else {
        at = appendEscaped(shown, at, last, text);
      }
    }
    return text.toString();
  }

  private static int appendEscaped(String shown, int at, int end, StringBuilder text) {
    char letter = shown.charAt(at);
    switch (letter) {
      case '\\', '\'', '"' -> text.append(letter);
      case 'n' -> text.append('\n');
      case 'r' -> text.append('\r');
      case 't' -> text.append('\t');
      case 'a' -> text.append('\u0007');
      case 'b' -> text.append('\b');
      case 'f' -> text.append('\f');
      case 'v' -> text.append('\u000B');
      case 'x' -> {
        text.append((char) hex(shown, at + 1, Math.min(end, at + 3), 2));
        return at + 3;
      }
      default -> throw new IllegalArgumentException("the unknown escape \\" + letter);
    }
    return at + 1;
  }

  /** A Unicode string: characters 0 to 255 as they are, others as \\uXXXX or \\UXXXXXXXX. */
  static String unicode(String line) {
    var text = new StringBuilder();
    int at = 0;
    while (at < line.length()) {
      char next = at + 1 < line.length() ? line.charAt(at + 1) : ' ';
      int digits = next == 'u' ? 4 : 8;
      if (line.charAt(at) == '\\' && (next == 'u' || next == 'U')) {
        int end = Math.min(line.length(), at + 2 + digits);
        text.appendCodePoint(hex(line, at + 2, end, digits));
        at = end;
      } else {
        text.append(line.charAt(at++));
      }
    }
    return text.toString();
  }

  private static int hex(String text, int start, int end, int digits) {
    if (end - start != digits) {
      throw new IllegalArgumentException("an escape of fewer than %d digits".formatted(digits));
    }
    return Integer.parseUnsignedInt(text, start, end, 16);
  }
}
