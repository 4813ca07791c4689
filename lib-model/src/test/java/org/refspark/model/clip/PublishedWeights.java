package org.refspark.model.clip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.regex.Pattern;
import org.refspark.model.OracleCase;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.nn.Maps;

/** A case's weights under OpenAI's names and in PyTorch's layouts. */
final class PublishedWeights {
  // Of the other matrices, products with rows from the left, the layout is already ours.
  private static final Pattern TRANSPOSED =
      Pattern.compile(".*(in_proj_weight|_proj\\.weight|c_fc\\.weight)");

  private PublishedWeights() {}

  /** Fills every array; {@code prefix} is what stands in front of OpenAI's names. */
  static void fill(Parameters parameters, OracleCase oracle, String prefix) {
    var weights = oracle.weights("weights.safetensors");
    for (var slot : parameters.layout().slots()) {
      var tensor = weights.get(slot.name().substring(prefix.length()));
      assertNotNull(tensor, slot.name());
      var values = tensor.values();
      if (tensor.shape().length == 4) {
        values = Maps.kernelLast(values, tensor.shape()[0], tensor.shape()[1]);
      } else if (TRANSPOSED.matcher(slot.name()).matches()) {
        values = Maps.transposed(values, tensor.shape()[0]);
      }
      assertEquals(slot.length(), values.length, slot.name());
      HostArray.write(parameters.array(slot.name()), values);
    }
  }
}
