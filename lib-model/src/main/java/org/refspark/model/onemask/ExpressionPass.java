package org.refspark.model.onemask;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.data.text.Tokenizer;
import org.refspark.model.Work;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/** Answers E expressions at a time about maps of a picture that another plan has computed. */
final class ExpressionPass {
  private final Graph graph;
  private final WordInputs text;
  private final Answer answer;
  private final Map<String, INDArray> pictureMaps = new HashMap<>();
  private final Plan plan;
  private Plan viewPlan;
  private Work.Listener listener;

  /**
   * @param maps what is seen, first dimension 1; read at each call
   * @param expressions E
   */
  ExpressionPass(
      MaskNetwork network,
      Tokenizer tokenizer,
      Parameters parameters,
      List<INDArray> maps,
      int expressions) {
    this.graph = Graph.forInference(parameters);
    var seen = new ArrayList<SDVariable>();
    for (var map : maps) {
      var input = graph.input("seen." + seen.size(), map.shape());
      pictureMaps.put(input.name(), map);
      seen.add(expressions == 1 ? input : graph.one(new RepeatRows(expressions), input));
    }
    this.text = new WordInputs(graph, tokenizer, expressions, network.context());
    this.answer = network.answer(graph, seen, text.words());
    this.plan = Plan.of(graph, outputs(List.of()), pictureMaps);
  }

  private List<SDVariable> outputs(Iterable<SDVariable> views) {
    var outputs = new ArrayList<SDVariable>();
    outputs.add(answer.logits());
    if (answer.places() != null) {
      outputs.add(answer.places());
    }
    for (var view : views) {
      if (!outputs.contains(view)) {
        outputs.add(view);
      }
    }
    return outputs;
  }

  /** The pieces of a text, as people read them. */
  List<String> pieces(String expression) {
    return text.pieces(expression);
  }

  /** The plan of plain answers. */
  Plan plan() {
    return plan;
  }

  /** Bytes of all plans. */
  long bytes() {
    return plan.bytes() + (viewPlan == null ? 0 : viewPlan.bytes());
  }

  void listen(Work.Listener stepListener) {
    listener = stepListener;
    plan.listen(listener);
    if (viewPlan != null) {
      viewPlan.listen(listener);
    }
  }

  /**
   * One expression's answer.
   *
   * @param logits of the mask, h×h
   * @param places logits of where the object is, p×p; null where the network does not point
   */
  record Row(float[] logits, float[] places) {}

  /** Answers at most E expressions. */
  List<Row> ask(List<String> texts) {
    text.write(plan, texts);
    plan.run();
    var answers = new ArrayList<Row>();
    for (int n = 0; n < texts.size(); n++) {
      answers.add(row(plan, n));
    }
    return answers;
  }

  private Row row(Plan ran, int example) {
    var places = answer.places();
    return new Row(
        values(ran, answer.logits(), example),
        places == null ? null : values(ran, places, example));
  }

  private static float[] values(Plan ran, SDVariable variable, int example) {
    var array = ran.array(variable);
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
  Viewed view(String expression) {
    if (viewPlan == null) {
      viewPlan = Plan.of(graph, outputs(answer.views().values()), pictureMaps);
      viewPlan.listen(listener);
    }
    text.write(viewPlan, List.of(expression));
    viewPlan.run();
    var values = new LinkedHashMap<String, float[]>();
    answer.views().forEach((name, variable) -> values.put(name, values(viewPlan, variable, 0)));
    return new Viewed(row(viewPlan, 0), values);
  }
}
