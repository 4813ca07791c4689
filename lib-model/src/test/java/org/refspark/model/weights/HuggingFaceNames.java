package org.refspark.model.weights;

import java.util.Arrays;
import java.util.Map;
import org.refspark.model.OracleCase.Tensor;
import org.refspark.model.nn.Maps;

/** OpenAI's weights of a vision transformer and its text encoder as Hugging Face saves them. */
final class HuggingFaceNames {
  private HuggingFaceNames() {}

  /** Adds the array under its names there; what is not CLIP's is left out. */
  static void put(Map<String, Tensor> into, String name, Tensor tensor) {
    if (name.contains("extra.") || name.matches("input_resolution|context_length|vocab_size")) {
      return;
    }
    switch (name) {
      case "text_projection" -> into.put("text_projection.weight", transposed(tensor));
      case "visual.proj" -> into.put("visual_projection.weight", transposed(tensor));
      case "positional_embedding" ->
          into.put("text_model.embeddings.position_embedding.weight", tensor);
      case "visual.positional_embedding" ->
          into.put("vision_model.embeddings.position_embedding.weight", tensor);
      case "visual.class_embedding" -> into.put("vision_model.embeddings.class_embedding", tensor);
      case "visual.conv1.weight" ->
          into.put("vision_model.embeddings.patch_embedding.weight", tensor);
      case "token_embedding.weight" ->
          into.put("text_model.embeddings.token_embedding.weight", tensor);
      case "logit_scale" -> into.put("logit_scale", tensor);
      default -> putLayer(into, name, tensor);
    }
  }

  private static void putLayer(Map<String, Tensor> into, String name, Tensor tensor) {
    var there =
        name.replaceFirst("^visual\\.ln_pre", "vision_model.pre_layrnorm")
            .replaceFirst("^visual\\.ln_post", "vision_model.post_layernorm")
            .replaceFirst("^ln_final", "text_model.final_layer_norm")
            .replaceFirst("^visual\\.transformer\\.resblocks", "vision_model.encoder.layers")
            .replaceFirst("^transformer\\.resblocks", "text_model.encoder.layers")
            .replace("ln_1", "layer_norm1")
            .replace("ln_2", "layer_norm2")
            .replace("mlp.c_fc", "mlp.fc1")
            .replace("mlp.c_proj", "mlp.fc2")
            .replace("attn.", "self_attn.");
    if (!there.contains("in_proj_")) {
      into.put(there, tensor);
      return;
    }
    int third = tensor.values().length / 3;
    var shape = tensor.shape().clone();
    shape[0] /= 3;
    for (int i = 0; i < 3; i++) {
      var values = Arrays.copyOfRange(tensor.values(), i * third, (i + 1) * third);
      into.put(there.replace("in_proj_", "qkv".charAt(i) + "_proj."), new Tensor(shape, values));
    }
  }

  private static Tensor transposed(Tensor tensor) {
    int[] shape = tensor.shape();
    return new Tensor(new int[] {shape[1], shape[0]}, Maps.transposed(tensor.values(), shape[0]));
  }
}
