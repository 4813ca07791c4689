package org.refspark.model.weights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the arrays in what a PyTorch archive holds and names them by the way to them, joined by
 * dots: keys of dictionaries, attributes of modules.
 */
final class TorchNames {
  /** Where checkpoints keep the weights beside other things. */
  private static final List<String> WEIGHTS =
      List.of("state_dict", "model_state_dict", "model_state", "model", "net", "params");

  private static final int DEEPEST = 100;
  private static final int MOST_VISITS = 1_000_000;
  private static final int MOST_ARRAYS = 100_000;
  private static final int LONGEST_NAME = 1000;

  private final Map<String, TorchTensor> found = new LinkedHashMap<>();
  private int visits;

  private TorchNames() {}

  /**
   * The arrays by name.
   *
   * @throws IllegalArgumentException where the value nests too deep, holds too much or names an
   *     array with more than 1,000 characters
   */
  static Map<String, TorchTensor> of(Object root) {
    var names = new TorchNames();
    names.visit(weights(root), "", 0);
    return names.found;
  }

  /** A checkpoint's weights where it names them, else all of it. */
  private static Object weights(Object root) {
    var value = root;
    for (int depth = 0; depth < DEEPEST; depth++) {
      var inner = inner(value);
      if (inner == null) {
        return value;
      }
      value = inner;
    }
    throw new IllegalArgumentException(
        "dictionaries named %s nested more than %d deep".formatted(WEIGHTS, DEEPEST));
  }

  private static Object inner(Object value) {
    if (value instanceof Map<?, ?> checkpoint
        && checkpoint.values().stream().noneMatch(TorchTensor.class::isInstance)) {
      for (var key : WEIGHTS) {
        if (attributes(checkpoint.get(key)) != null) {
          return checkpoint.get(key);
        }
      }
    }
    return null;
  }

  private void visit(Object value, String path, int depth) {
    // Values that contain each other, or themselves, would be walked without end.
    if (++visits > MOST_VISITS || depth > DEEPEST) {
      throw new IllegalArgumentException(
          "more than %,d values, or values nested more than %d deep"
              .formatted(MOST_VISITS, DEEPEST));
    }
    if (value instanceof TorchTensor tensor) {
      found.put(path, tensor);
      if (found.size() > MOST_ARRAYS) {
        throw new IllegalArgumentException("more than %,d arrays".formatted(MOST_ARRAYS));
      }
      return;
    }
    var attributes = attributes(value);
    if (attributes != null) {
      attributes.forEach((key, child) -> visit(child, join(path, String.valueOf(key)), depth + 1));
    }
  }

  /** Long names are refused before they are made: a short file can ask for many. */
  private static String join(String path, String key) {
    if (path.length() + key.length() >= LONGEST_NAME) {
      throw new IllegalArgumentException(
          "an array's name has %,d characters or more, at most %,d allowed: %.40s…"
              .formatted(path.length() + key.length(), LONGEST_NAME, path.isEmpty() ? key : path));
    }
    return path.isEmpty() ? key : path + "." + key;
  }

  private static Map<?, ?> attributes(Object value) {
    if (value instanceof TorchScope.Attributes module) {
      return module.state();
    }
    return value instanceof Map<?, ?> map ? map : null;
  }
}
