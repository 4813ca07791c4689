package org.refspark.model.weights;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the arrays of other programs are called here. Networks keep OpenAI's names for CLIP and
 * torchvision's for residual networks; Hugging Face's CLIP and the usual Darknet-53s are
 * translated.
 */
final class ForeignNames {
  /**
   * A name an array might have here.
   *
   * @param part which piece of the array it is, from 0
   * @param parts pieces that lie behind one another along the last dimension, mostly 1
   */
  record Candidate(String name, int part, int parts) {}

  private record Rule(Pattern pattern, String replacement) {
    static Rule of(String pattern, String replacement) {
      return new Rule(Pattern.compile(pattern), replacement);
    }
  }

  /** Counters, masks and sizes that some files hold beside the weights. */
  private static final Set<String> BOOKKEEPING =
      Set.of(
          "num_batches_tracked",
          "position_ids",
          "attn_mask",
          "input_resolution",
          "context_length",
          "vocab_size");

  private static final List<String> WRAPPERS =
      List.of("module.", "_orig_mod.", "model.", "net.", "backbone.", "body.", "clip.");

  /** Queries, keys and values of attention, which lie in one array here. */
  private static final String STACKED = "qkv";

  private static final List<Rule> HUGGING_FACE =
      List.of(
          Rule.of("^text_model\\.", ""),
          Rule.of("^vision_model\\.", "visual."),
          Rule.of("embeddings\\.position_embedding\\.weight$", "positional_embedding"),
          Rule.of("embeddings\\.patch_embedding\\.", "conv1."),
          Rule.of("embeddings\\.(class|token)_embedding", "$1_embedding"),
          Rule.of("encoder\\.layers\\.", "transformer.resblocks."),
          Rule.of("\\.layer_norm([12])\\.", ".ln_$1."),
          Rule.of("\\.mlp\\.fc1\\.", ".mlp.c_fc."),
          Rule.of("\\.mlp\\.fc2\\.", ".mlp.c_proj."),
          Rule.of("\\.self_attn\\.", ".attn."),
          Rule.of("(\\.resblocks\\.\\d+\\.attn\\.)([qkv])_proj\\.(\\w+)$", "$1in_proj_$3#$2"),
          Rule.of("pre_layrnorm\\.", "ln_pre."),
          Rule.of("post_layernorm\\.", "ln_post."),
          Rule.of("final_layer_norm\\.", "ln_final."),
          Rule.of("^text_projection\\.weight$", "text_projection"),
          Rule.of("^visual_projection\\.weight$", "visual.proj"));

  /** Numbers in angle brackets count from 0 there and from 1 here. */
  private static final List<Rule> DARKNET =
      List.of(
          // Of timm.
          Rule.of("^stem\\.conv1\\.", "stem."),
          Rule.of("^stages\\.(\\d)\\.conv_down\\.", "stage<$1>.0."),
          Rule.of("^stages\\.(\\d)\\.blocks\\.(\\d+)\\.", "stage<$1>.<$2>."),
          // Of MMDetection.
          Rule.of("^conv1\\.(conv|bn)\\.", "stem.$1."),
          Rule.of("^conv_res_block(\\d)\\.conv\\.", "stage$1.0."),
          Rule.of("^conv_res_block(\\d)\\.res(\\d+)\\.", "stage$1.<$2>."),
          // With layers of downsampling and residual parts.
          Rule.of("^(conv|bn)1\\.", "stem.$1."),
          Rule.of("^layer(\\d)\\.ds_", "stage$1.0."),
          Rule.of("^layer(\\d)\\.residual_(\\d+)\\.(conv|bn)([12])\\.", "stage$1.<$2>.conv$4.$3."),
          // What all of these call the convolution and its normalisation.
          Rule.of("\\.conv\\.(\\w+)$", ".0.$1"),
          Rule.of("\\.bn\\.(\\w+)$", ".1.$1"));

  /** Darknet-53 as a list of the published configuration's layers. */
  private static final Pattern LISTED =
      Pattern.compile(
          "module_list\\.(\\d{1,4})\\.(conv|bn|batch_norm|Conv2d|BatchNorm2d)\\w*\\.(\\w+)");

  private static final Pattern FROM_ZERO = Pattern.compile("<(\\d+)>");
  private static final Map<Integer, String> BLOCKS = Darknet53.blocksByLayer();

  private ForeignNames() {}

  /** Whether the array is no weight but something that is kept beside them. */
  static boolean bookkeeping(String name) {
    return BOOKKEEPING.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /** The names an array might have here, the likeliest first; without the network's own prefix. */
  static List<Candidate> candidates(String name) {
    var names = new LinkedHashSet<String>();
    for (var plain : unwrapped(name)) {
      names.add(plain);
      names.add(translated(plain, HUGGING_FACE));
      names.add(translated(plain, DARKNET));
      names.add(listed(plain));
    }
    return names.stream().map(ForeignNames::candidate).toList();
  }

  /** The name, then without the prefixes of modules that only wrap the network. */
  private static Set<String> unwrapped(String name) {
    var forms = new LinkedHashSet<String>();
    var rest = name;
    while (forms.add(rest)) {
      for (var wrapper : WRAPPERS) {
        if (rest.startsWith(wrapper)) {
          rest = rest.substring(wrapper.length());
          break;
        }
      }
    }
    return forms;
  }

  private static String translated(String name, List<Rule> rules) {
    var result = name;
    for (var rule : rules) {
      result = rule.pattern().matcher(result).replaceFirst(rule.replacement());
    }
    return FROM_ZERO
        .matcher(result)
        .replaceAll(number -> String.valueOf(Long.parseLong(number.group(1)) + 1));
  }

  private static String listed(String name) {
    var match = LISTED.matcher(name);
    if (!match.matches()) {
      return name;
    }
    var block = BLOCKS.getOrDefault(Integer.parseInt(match.group(1)), "beyond");
    int kind = match.group(2).toLowerCase(Locale.ROOT).startsWith("conv") ? 0 : 1;
    return "%s.%d.%s".formatted(block, kind, match.group(3));
  }

  private static Candidate candidate(String name) {
    int mark = name.indexOf('#');
    return mark < 0 || mark + 1 == name.length()
        ? new Candidate(name, 0, 1)
        : new Candidate(
            name.substring(0, mark), STACKED.indexOf(name.charAt(mark + 1)), STACKED.length());
  }
}
