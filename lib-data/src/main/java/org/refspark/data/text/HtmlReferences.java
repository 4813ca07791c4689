package org.refspark.data.text;

import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Character references of HTML (an ampersand, a name or number, a semicolon) as the characters
 * meant, by Python's {@code html.unescape}: all numbers, and the names of the markup signs, of
 * Latin-1 and of common punctuation. Other names stay as they are.
 */
final class HtmlReferences {
  private static final Pattern REFERENCE =
      Pattern.compile("&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\\t\\n\\f <&#;]{1,32};?)");

  private static final Charset WINDOWS = Charset.forName("windows-1252");

  /** HTML's names of the characters 160 to 255, in their order. */
  private static final String LATIN =
      "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn"
          + " sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest"
          + " Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave"
          + " Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave"
          + " Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig"
          + " ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute"
          + " ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

  /** What may stand without its semicolon, even before letters. */
  private static final Map<String, String> OPEN = openNames();

  /** What needs its semicolon. */
  private static final Map<String, String> CLOSED =
      Map.ofEntries(
          Map.entry("apos", "'"),
          Map.entry("hellip", "\u2026"),
          Map.entry("ndash", "\u2013"),
          Map.entry("mdash", "\u2014"),
          Map.entry("lsquo", "\u2018"),
          Map.entry("rsquo", "\u2019"),
          Map.entry("ldquo", "\u201c"),
          Map.entry("rdquo", "\u201d"),
          Map.entry("bull", "\u2022"),
          Map.entry("trade", "\u2122"),
          Map.entry("euro", "\u20ac"));

  private HtmlReferences() {}

  /** The text with its references resolved, once. */
  static String resolve(String text) {
    if (text.indexOf('&') < 0) {
      return text;
    }
    var result = new StringBuilder();
    var found = REFERENCE.matcher(text);
    int copied = 0;
    while (found.find()) {
      String reference = found.group(1);
      result.append(text, copied, found.start());
      result.append(reference.startsWith("#") ? number(reference) : name(reference));
      copied = found.end();
    }
    return result.append(text, copied, text.length()).toString();
  }

  private static String name(String reference) {
    boolean closed = reference.endsWith(";");
    String name = closed ? reference.substring(0, reference.length() - 1) : reference;
    if (closed && CLOSED.containsKey(name)) {
      return CLOSED.get(name);
    }
    if (closed && OPEN.containsKey(name)) {
      return OPEN.get(name);
    }
    for (int length = reference.length(); length > 1; length--) {
      String character = OPEN.get(reference.substring(0, length));
      if (character != null) {
        return character + reference.substring(length);
      }
    }
    return "&" + reference;
  }

  private static String number(String reference) {
    boolean hexadecimal = Character.toLowerCase(reference.charAt(1)) == 'x';
    int stop = reference.length() - (reference.endsWith(";") ? 1 : 0);
    long code = 0;
    for (int i = hexadecimal ? 2 : 1; i < stop && code <= Character.MAX_CODE_POINT; i++) {
      code = code * (hexadecimal ? 16 : 10) + Character.digit(reference.charAt(i), 16);
    }
    if (code == 0
        || code > Character.MAX_CODE_POINT
        || (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE)) {
      return "\ufffd";
    }
    if (code >= 0x80 && code < 0xa0) {
      // Browsers take these for Windows' characters; five of them have none and stay.
      String character = new String(new byte[] {(byte) code}, WINDOWS);
      return character.equals("\ufffd") ? Character.toString((int) code) : character;
    }
    return isText((int) code) ? Character.toString((int) code) : "";
  }

  private static boolean isText(int code) {
    boolean control =
        (code < ' ' && code != '\t' && code != '\n' && code != '\f' && code != '\r')
            || code == 0x7f;
    boolean none = (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) == 0xfffe;
    return !control && !none;
  }

  private static Map<String, String> openNames() {
    var names = new HashMap<String, String>();
    int code = 160;
    for (String name : LATIN.split(" ")) {
      names.put(name, Character.toString(code++));
    }
    names.putAll(Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\""));
    names.putAll(Map.of("AMP", "&", "LT", "<", "GT", ">", "QUOT", "\""));
    names.putAll(Map.of("COPY", "\u00a9", "REG", "\u00ae"));
    return Map.copyOf(names);
  }
}
