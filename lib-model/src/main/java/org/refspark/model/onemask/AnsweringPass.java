package org.refspark.model.onemask;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.data.text.Tokenizer;
import org.refspark.model.Work;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/**
 * Answers in graphs on shared weights: what is seen in a picture, computed once; what expressions
 * are answered, in passes of 1, 2, 4, … up to {@link #expressions()} of them, so that none is
 * computed for nothing. A pass is made when it is first needed; all of them together hold less than
 * twice the memory of the largest.
 */
final class AnsweringPass implements Work {
  /** Values of a picture's maps, repeated for the expressions of a pass, at most: bounds memory. */
  private static final long VALUES = 32L << 20;

  private static final int EXPRESSIONS = 8;

  private final MaskNetwork network;
  private final Tokenizer tokenizer;
  private final Parameters parameters;
  private final Graph pictureGraph;
  private final SDVariable pixels;
  private final List<SDVariable> maps;
  private final int expressions;
  private final TreeMap<Integer, ExpressionPass> passes = new TreeMap<>();
  private Plan picturePlan;
  private Listener listener;

  AnsweringPass(MaskNetwork network, Tokenizer tokenizer, Parameters parameters) {
    this.network = network;
    this.tokenizer = tokenizer;
    this.parameters = parameters;
    this.pictureGraph = Graph.forInference(parameters);
    this.pixels = pictureGraph.input("picture", 1, network.imageSize(), network.imageSize(), 3);
    this.maps = network.see(pictureGraph, pixels);
    long values = 1 + maps.stream().mapToLong(this::length).sum();
    this.expressions =
        Integer.highestOneBit((int) Math.max(1, Math.min(EXPRESSIONS, VALUES / values)));
  }

  private long length(SDVariable map) {
    long length = 1;
    for (long size : pictureGraph.shape(map)) {
      length *= size;
    }
    return length;
  }

  /** Expressions of the largest pass, a power of two. */
  int expressions() {
    return expressions;
  }

  private Plan picturePlan() {
    if (picturePlan == null) {
      picturePlan = Plan.of(pictureGraph, maps);
      picturePlan.listen(listener);
    }
    return picturePlan;
  }

  private ExpressionPass pass(int size) {
    return passes.computeIfAbsent(
        size,
        n -> {
          var seen = maps.stream().map(picturePlan()::array).toList();
          var pass = new ExpressionPass(network, tokenizer, parameters, seen, n);
          pass.listen(listener);
          return pass;
        });
  }

  /** Sees a picture; the following calls are about it. */
  void look(LetterboxedPicture picture) {
    var values = new float[picture.rgb().length];
    network.pixelScale().write(picture.rgb(), values, 0);
    HostArray.write(picturePlan().array(pixels), values);
    picturePlan().run();
  }

  /** Answers expressions, in order. */
  List<ExpressionPass.Row> ask(List<String> texts) {
    var answers = new ArrayList<ExpressionPass.Row>();
    for (int size : sizes(texts.size())) {
      int from = answers.size();
      answers.addAll(pass(size).ask(texts.subList(from, from + size)));
    }
    return answers;
  }

  /** Passes that together answer so many expressions, the largest first. */
  private List<Integer> sizes(int asked) {
    var sizes = new ArrayList<Integer>();
    for (int left = asked; left > 0; left -= sizes.get(sizes.size() - 1)) {
      sizes.add(Math.min(expressions, Integer.highestOneBit(left)));
    }
    return sizes;
  }

  /** Multiply-adds of one picture and so many of its expressions. */
  long multiplyAdds(int asked) {
    return picturePlan().multiplyAdds()
        + sizes(asked).stream().mapToLong(size -> pass(size).plan().multiplyAdds()).sum();
  }

  /** Answers one expression and keeps what explains it. */
  ExpressionPass.Viewed view(String text) {
    return pass(1).view(text);
  }

  /** The pieces of a text, as people read them. */
  List<String> pieces(String text) {
    return pass(1).pieces(text);
  }

  /** Of one picture and a pass of the largest size. */
  @Override
  public long multiplyAdds() {
    return multiplyAdds(expressions);
  }

  /** Of the picture and all passes made so far, the largest among them. */
  @Override
  public long bytes() {
    pass(expressions);
    return picturePlan().bytes() + passes.values().stream().mapToLong(ExpressionPass::bytes).sum();
  }

  @Override
  public void listen(Listener stepListener) {
    listener = stepListener;
    picturePlan().listen(listener);
    passes.values().forEach(pass -> pass.listen(listener));
  }
}
