package org.refspark.model.onemask;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.data.text.Tokenizer;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/**
 * Answers in two graphs on shared weights: what is seen in a picture, computed once; what some
 * expressions are answered, E at a time.
 */
final class AnsweringPass {
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
  private final Asking asking;
  private Plan picturePlan;

  /** The graph of a pass, and plans for plain answers and for all views. */
  private record Asking(Graph graph, List<SDVariable> seen, WordInputs text, Answer answer) {}

  private Plan answerPlan;
  private Plan viewPlan;

  AnsweringPass(MaskNetwork network, Tokenizer tokenizer, Parameters parameters) {
    this.network = network;
    this.tokenizer = tokenizer;
    this.parameters = parameters;
    this.pictureGraph = Graph.forInference(parameters);
    this.pixels = pictureGraph.input("picture", 1, network.imageSize(), network.imageSize(), 3);
    this.maps = network.see(pictureGraph, pixels);
    long values = 1 + maps.stream().mapToLong(this::length).sum();
    this.expressions = (int) Math.max(1, Math.min(EXPRESSIONS, VALUES / values));
    this.asking = asking();
  }

  private long length(SDVariable map) {
    long length = 1;
    for (long size : pictureGraph.shape(map)) {
      length *= size;
    }
    return length;
  }

  private Asking asking() {
    var graph = Graph.forInference(parameters);
    var seen = new ArrayList<SDVariable>();
    var repeated = new ArrayList<SDVariable>();
    for (var map : maps) {
      var input = graph.input("seen." + seen.size(), pictureGraph.shape(map));
      seen.add(input);
      repeated.add(expressions == 1 ? input : graph.one(new RepeatRows(expressions), input));
    }
    var text = new WordInputs(graph, tokenizer, expressions, network.context());
    return new Asking(graph, seen, text, network.answer(graph, repeated, text.words()));
  }

  private Map<String, INDArray> pictureMaps() {
    var bound = new HashMap<String, INDArray>();
    for (int i = 0; i < maps.size(); i++) {
      bound.put(asking.seen().get(i).name(), picturePlan.array(maps.get(i)));
    }
    return bound;
  }

  /** Expressions of one pass. */
  int expressions() {
    return expressions;
  }

  /** The pieces of a text, as people read them. */
  List<String> pieces(String text) {
    return asking.text().pieces(text);
  }

  /** The plans of a picture and of a pass of expressions, made at the first call. */
  List<Plan> plans() {
    if (picturePlan == null) {
      picturePlan = Plan.of(pictureGraph, maps);
    }
    if (answerPlan == null) {
      answerPlan = Plan.of(asking.graph(), outputs(List.of()), pictureMaps());
    }
    return List.of(picturePlan, answerPlan);
  }

  /** Sees a picture; the following calls are about it. */
  void look(LetterboxedPicture picture) {
    plans();
    var values = new float[picture.rgb().length];
    network.pixelScale().write(picture.rgb(), values, 0);
    HostArray.write(picturePlan.array(pixels), values);
    picturePlan.run();
  }

  /**
   * One expression's answer.
   *
   * @param logits of the mask, h×h
   * @param places logits of where the object is, p×p; null where the network does not point
   */
  record Row(float[] logits, float[] places) {}

  /** Answers at most {@link #expressions()} expressions. */
  List<Row> ask(List<String> texts) {
    asking.text().write(answerPlan, texts);
    answerPlan.run();
    var answers = new ArrayList<Row>();
    for (int n = 0; n < texts.size(); n++) {
      answers.add(row(answerPlan, n));
    }
    return answers;
  }

  private List<SDVariable> outputs(Iterable<SDVariable> views) {
    var outputs = new ArrayList<SDVariable>();
    outputs.add(asking.answer().logits());
    if (asking.answer().places() != null) {
      outputs.add(asking.answer().places());
    }
    for (var view : views) {
      if (!outputs.contains(view)) {
        outputs.add(view);
      }
    }
    return outputs;
  }

  private Row row(Plan plan, int example) {
    var places = asking.answer().places();
    return new Row(
        values(plan, asking.answer().logits(), example),
        places == null ? null : values(plan, places, example));
  }

  private static float[] values(Plan plan, SDVariable variable, int example) {
    var array = plan.array(variable);
    var values = new float[Math.toIntExact(array.length() / array.size(0))];
    HostArray.buffer(array).get(example * values.length, values);
    return values;
  }

  /**
   * An answer with the network's views.
   *
   * @param row the answer
   * @param views values of each view
   */
  record Viewed(Row row, Map<String, float[]> views) {}

  /** Answers one expression and keeps what explains it. */
  Viewed view(String text) {
    var views = asking.answer().views();
    if (viewPlan == null) {
      viewPlan = Plan.of(asking.graph(), outputs(views.values()), pictureMaps());
    }
    asking.text().write(viewPlan, List.of(text));
    viewPlan.run();
    var values = new LinkedHashMap<String, float[]>();
    views.forEach((name, variable) -> values.put(name, values(viewPlan, variable, 0)));
    return new Viewed(row(viewPlan, 0), values);
  }
}
