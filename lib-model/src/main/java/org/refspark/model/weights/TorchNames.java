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

  private final Map<String, TorchTensor> found = new LinkedHashMap<>();
  private int visits;

  private TorchNames() {}

  /**
   * The arrays by name.
   *
   * @throws IllegalArgumentException where the value nests too deep or holds too much
   */
  static Map<String, TorchTensor> of(Object root) {
    var names = new TorchNames();
    names.visit(weights(root), "", 0);
    return names.found;
  }

  /** A checkpoint's weights where it names them, else all of it. */
  private static Object weights(Object root) {
    if (root instanceof Map<?, ?> checkpoint
        && checkpoint.values().stream().noneMatch(TorchTensor.class::isInstance)) {
      for (var key : WEIGHTS) {
        if (attributes(checkpoint.get(key)) != null) {
          return weights(checkpoint.get(key));
        }
      }
    }
    return root;
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
      return;
    }
    var attributes = attributes(value);
    if (attributes != null) {
      attributes.forEach(
          (key, child) -> visit(child, path.isEmpty() ? "" + key : path + "." + key, depth + 1));
    }
  }

  private static Map<?, ?> attributes(Object value) {
    if (value instanceof TorchScope.Attributes module) {
      return module.state();
    }
    return value instanceof Map<?, ?> map ? map : null;
  }
}
