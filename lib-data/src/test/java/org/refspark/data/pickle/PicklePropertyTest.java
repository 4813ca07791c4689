package org.refspark.data.pickle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.refspark.data.Damage;

/** Whatever the bytes, pickles and NumPy files give a value or say what is wrong with them. */
class PicklePropertyTest {
  private static final String FILE = "some.file";

  /** Python 2 and protocol 0: a list of two dictionaries that share a string. */
  private static final byte[] OLD =
      latin1(
          "(lp0\n(dp1\nS'sent'\np2\nV\\u20acuro\np3\nsS'ids'\n(lp4\nI01\naL12L\nasa(dg2\nF-1.5\nsa.");

  /** Protocol 4: the same with a frame, a tuple, a set and bytes. */
  private static final byte[] NEW =
      latin1(
          "\u0080\u0004\u0095\u0030\u0000\u0000\u0000\u0000\u0000\u0000\u0000]\u0094(}\u0094("
              + "\u008c\u0004sent\u0094X\u0003\u0000\u0000\u0000abc\u008c\u0001xK\u0001K\u0002\u0086u"
              + "\u008f(K\u0001M\u0001\u0001\u0090C\u0002ab\u008a\u0002\u0000\u00ffh\u0001e.");

  /** A pickled array of three small numbers, as inside a file of objects. */
  private static final byte[] ARRAY =
      latin1(
          "\u0080\u0002cnumpy.core.multiarray\n_reconstruct\nq\u0000cnumpy\nndarray\nq\u0001K\u0000"
              + "\u0085c_codecs\nencode\nX\u0001\u0000\u0000\u0000bX\u0006\u0000\u0000\u0000latin1"
              + "\u0086R\u0087R(K\u0001K\u0003\u0085cnumpy\ndtype\nX\u0002\u0000\u0000\u0000u1K\u0000"
              + "K\u0001\u0087R(K\u0003X\u0001\u0000\u0000\u0000|NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff"
              + "\u00ff\u00ff\u00ffK\u0000tb\u0089c_codecs\nencode\nX\u0003\u0000\u0000\u0000abcX"
              + "\u0006\u0000\u0000\u0000latin1\u0086Rtb.");

  @Property(tries = 400, seed = "20261121")
  void picklesAreReadOrRefused(@ForAll("pickles") byte[] input) throws IOException {
    var reader = new PickleReader(Map.of(), PickleLimits.DEFAULT);
    Damage.assertValueOrClearError(FILE, input, bytes -> reader.read(FILE, bytes));
  }

  @Property(tries = 400, seed = "20261121")
  void picklesOfArraysAreReadOrRefused(@ForAll("arrays") byte[] input) throws IOException {
    var reader = new PickleReader(NumpyGlobals.fresh(), PickleLimits.DEFAULT);
    Damage.assertValueOrClearError(FILE, input, bytes -> reader.read(FILE, bytes));
  }

  @Property(tries = 400, seed = "20261121")
  void arraysAreReadOrRefused(@ForAll("npy") byte[] input) throws IOException {
    Damage.assertValueOrClearError(FILE, input, bytes -> NpyFile.read(FILE, bytes));
  }

  @Property(tries = 300, seed = "20261121")
  void archivesAreReadOrRefused(@ForAll("npz") byte[] input) throws IOException {
    Damage.assertValueOrClearError(FILE, input, bytes -> NpzFile.read(FILE, bytes));
  }

  @Provide
  Arbitrary<byte[]> pickles() {
    return Arbitraries.oneOf(
        Damage.of(OLD),
        Damage.of(NEW),
        Damage.behind(new byte[0]),
        Damage.behind(latin1("(lp0\n")));
  }

  @Provide
  Arbitrary<byte[]> arrays() {
    return Damage.of(ARRAY);
  }

  @Provide
  Arbitrary<byte[]> npy() {
    byte[] numbers = npy("<i4", "(2, 3)", new byte[24]);
    return Arbitraries.oneOf(
        Damage.of(numbers),
        Damage.of(npy("|O", "(3,)", ARRAY)),
        Damage.behind(latin1("\u0093NUMPY\u0001\u0000")));
  }

  @Provide
  Arbitrary<byte[]> npz() throws IOException {
    byte[] numbers = npy("<i4", "(2, 3)", new byte[24]);
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (var name : new String[] {"a.npy", "b.npy"}) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(numbers);
      }
    }
    return Arbitraries.oneOf(Damage.of(bytes.toByteArray()), Damage.behind(latin1("PK\3\4")));
  }

  private static byte[] npy(String type, String shape, byte[] content) {
    var header = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n".formatted(type, shape);
    var file = new ByteArrayOutputStream();
    file.writeBytes(latin1("\u0093NUMPY\u0001\u0000" + (char) header.length() + "\u0000" + header));
    file.writeBytes(content);
    return file.toByteArray();
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
