package org.refspark.model.onemask;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.data.text.Tokenizer;
import org.refspark.model.Work;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Passes;
import org.refspark.model.graph.Plan;

/**
 * Answers in graphs on shared weights: what is seen in a picture, computed once; what expressions
 * are answered, in passes of up to eight.
 */
final class AnsweringPass implements Work {
  /** Values of a picture's maps, repeated for the expressions of a pass, at most: bounds memory. */
  private static final long VALUES = 32L << 20;

  private static final int EXPRESSIONS = 8;

  private final MaskNetwork network;
  private final Graph pictureGraph;
  private final SDVariable pixels;
  private final List<SDVariable> maps;
  private final Passes<ExpressionPass> passes;
  private Plan picturePlan;
  private Listener listener;
  private long multiplyAdds;

  AnsweringPass(MaskNetwork network, Tokenizer tokenizer, Parameters parameters) {
    this.network = network;
    this.pictureGraph = Graph.forInference(parameters);
    this.pixels = pictureGraph.input("picture", 1, network.imageSize(), network.imageSize(), 3);
    this.maps = network.see(pictureGraph, pixels);
    long values = 1 + maps.stream().mapToLong(this::length).sum();
    this.passes =
        new Passes<>(
            (int) Math.max(1, Math.min(EXPRESSIONS, VALUES / values)),
            expressions -> {
              var seen = maps.stream().map(picturePlan()::array).toList();
              var pass = new ExpressionPass(network, tokenizer, parameters, seen, expressions);
              pass.listen(listener);
              return pass;
            });
  }

  private long length(SDVariable map) {
    long length = 1;
    for (long size : pictureGraph.shape(map)) {
      length *= size;
    }
    return length;
  }

  private Plan picturePlan() {
    if (picturePlan == null) {
      picturePlan = Plan.of(pictureGraph, maps);
      picturePlan.listen(listener);
    }
    return picturePlan;
  }

  /** Sees a picture; the following calls are about it. */
  void look(LetterboxedPicture picture) {
    var values = new float[picture.rgb().length];
    network.pixelScale().write(picture.rgb(), values, 0);
    HostArray.write(picturePlan().array(pixels), values);
    picturePlan().run();
    multiplyAdds = picturePlan().multiplyAdds();
  }

  /** Answers expressions, in order. */
  List<ExpressionPass.Row> ask(List<String> texts) {
    var answers = new ArrayList<ExpressionPass.Row>();
    for (int size : passes.sizes(texts.size())) {
      int from = answers.size();
      var pass = passes.of(size);
      answers.addAll(pass.ask(texts.subList(from, Math.min(texts.size(), from + size))));
      multiplyAdds += pass.plan().multiplyAdds();
    }
    return answers;
  }

  /** Answers one expression and keeps what explains it. */
  ExpressionPass.Viewed view(String text) {
    return passes.of(1).view(text);
  }

  /** The pieces of a text, as people read them. */
  List<String> pieces(String text) {
    return passes.of(1).pieces(text);
  }

  /** Of the picture seen last and what was asked about it; explanations count nothing. */
  @Override
  public long multiplyAdds() {
    return multiplyAdds;
  }

  /** Of the picture and all passes so far. */
  @Override
  public long bytes() {
    return picturePlan().bytes() + passes.made().stream().mapToLong(ExpressionPass::bytes).sum();
  }

  @Override
  public void listen(Listener stepListener) {
    listener = stepListener;
    picturePlan().listen(listener);
    passes.made().forEach(pass -> pass.listen(listener));
  }
}
