package org.refspark.data.pickle;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The four names that a pickled NumPy array uses, for one run through one pickle. */
final class NumpyGlobals {
  private static final int MAX_ENCODED_BYTES = 256 << 20;

  private int encodedBytes;

  private NumpyGlobals() {}

  static Map<String, PickleGlobal> fresh() {
    var run = new NumpyGlobals();
    var globals = new HashMap<String, PickleGlobal>();
    for (var module : List.of("numpy.core.multiarray", "numpy._core.multiarray")) {
      globals.put(module + "._reconstruct", arguments -> run.new PickledArray());
    }
    globals.put(
        "numpy.ndarray",
        arguments -> {
          throw new IllegalArgumentException("a call of numpy.ndarray");
        });
    globals.put("numpy.dtype", NumpyGlobals::type);
    globals.put("_codecs.encode", run::encode);
    return globals;
  }

  private static Object type(List<?> arguments) {
    if (arguments.isEmpty() || !(arguments.get(0) instanceof String description)) {
      throw new IllegalArgumentException("a numpy.dtype without its name");
    }
    return new PickledType(NpyType.parse(description));
  }

  /** Python 3 writes bytes in protocol 2 as Latin-1 text. */
  private Object encode(List<?> arguments) {
    if (arguments.size() != 2
        || !(arguments.get(0) instanceof String text)
        || !"latin1".equals(arguments.get(1))) {
      throw new IllegalArgumentException("_codecs.encode of anything but a string as latin1");
    }
    return bytes(text);
  }

  private byte[] bytes(String text) {
    // A remembered string may be encoded again and again at no cost in bytes of the pickle.
    encodedBytes = Math.addExact(encodedBytes, text.length());
    if (encodedBytes > MAX_ENCODED_BYTES) {
      throw new IllegalArgumentException(
          "more than %,d bytes of encoded strings".formatted(MAX_ENCODED_BYTES));
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A {@code dtype}; its state tells the byte order. */
  static final class PickledType implements PickledObject {
    private NpyType type;

    PickledType(NpyType type) {
      this.type = type;
    }

    @Override
    public void restore(Object state) {
      if (!(state instanceof List<?> parts)
          || parts.size() < 2
          || !(parts.get(1) instanceof String order)) {
        throw new IllegalArgumentException("a state of numpy.dtype without its byte order");
      }
      type = type.withOrder(!order.equals(">"));
    }
  }

  /** An {@code ndarray}; its state is (version, shape, dtype, column-major?, values). */
  final class PickledArray implements PickledObject {
    private NpyArray array;

    @Override
    public void restore(Object state) {
      if (!(state instanceof List<?> parts)
          || parts.size() != 5
          || !(parts.get(1) instanceof List<?> lengths)
          || !(parts.get(2) instanceof PickledType pickledType)
          || !(parts.get(3) instanceof Boolean columnMajor)) {
        throw new IllegalArgumentException(
            "a state of numpy.ndarray that is not (version, shape, dtype, order, values)");
      }
      array = array(pickledType.type, shape(lengths), columnMajor, parts.get(4));
    }

    private NpyArray array(NpyType type, int[] shape, boolean columnMajor, Object values) {
      if (type.equals(NpyType.OBJECT)) {
        if (!(values instanceof List<?> objects)) {
          throw new IllegalArgumentException("an array of objects without its list");
        }
        return NpyArray.ofObjects(shape, columnMajor, objects);
      }
      if (values instanceof byte[] bytes) {
        return NpyArray.ofNumbers(type, shape, columnMajor, bytes);
      }
      if (values instanceof String text) {
        return NpyArray.ofNumbers(type, shape, columnMajor, bytes(text));
      }
      throw new IllegalArgumentException("an array of numbers without its bytes");
    }

    private static int[] shape(List<?> lengths) {
      int[] shape = new int[lengths.size()];
      for (int i = 0; i < shape.length; i++) {
        if (!(lengths.get(i) instanceof Long length) || length != length.intValue()) {
          throw new IllegalArgumentException("a shape of " + lengths.size() + " odd lengths");
        }
        shape[i] = length.intValue();
      }
      return shape;
    }

    /** The array, once its state is known. */
    NpyArray array() {
      if (array == null) {
        throw new IllegalArgumentException("a numpy.ndarray without its state");
      }
      return array;
    }
  }
}
