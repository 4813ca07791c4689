package org.refspark.model.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.ParameterLayout;

/**
 * All weights of a network in one flat vector, trainable ones first. Graphs declare what they need;
 * after {@link #allocate} every array is a view of the vector.
 */
public final class Parameters {
  private record Declaration(String group, Initial initial, long[] shape, boolean trainable) {}

  private final Map<String, Declaration> declared = new LinkedHashMap<>();
  private final Map<String, INDArray> views = new LinkedHashMap<>();
  private ParameterLayout layout;
  private INDArray flat;

  /**
   * A trainable array. Declaring a name again with the same shape is the same weight.
   *
   * @param group the optimiser's parameter group
   */
  void declare(String name, String group, Initial initial, long... shape) {
    add(name, new Declaration(group, initial, shape.clone(), true));
  }

  /** An array that is not trained. */
  void declareBuffer(String name, double value, long... shape) {
    add(name, new Declaration("buffer", new Initial.Value(value), shape.clone(), false));
  }

  private void add(String name, Declaration declaration) {
    var before = declared.get(name);
    if (before != null && !Arrays.equals(before.shape(), declaration.shape())) {
      throw new IllegalArgumentException(
          "weight %s is declared as %s and as %s"
              .formatted(
                  name, Arrays.toString(before.shape()), Arrays.toString(declaration.shape())));
    }
    if (before == null && layout != null) {
      throw new IllegalStateException(
          "weight " + name + " is declared after the vector was laid out");
    }
    declared.putIfAbsent(name, declaration);
  }

  /** Lays out the vector and fills it with start values. */
  public void allocate(long seed) {
    var slots = new ArrayList<ParameterLayout.Slot>();
    long offset = 0;
    for (boolean trainable : new boolean[] {true, false}) {
      for (var entry : declared.entrySet()) {
        var declaration = entry.getValue();
        if (declaration.trainable() == trainable) {
          slots.add(
              new ParameterLayout.Slot(
                  entry.getKey(), declaration.shape(), offset, declaration.group(), trainable));
          offset += Shapes.length(declaration.shape());
        }
      }
    }
    layout = new ParameterLayout(slots);
    flat = HostArray.zeros(layout.length());
    for (var slot : slots) {
      var view = view(flat, slot);
      var values = new float[Math.toIntExact(slot.length())];
      declared.get(slot.name()).initial().fill(values, slot.name(), seed);
      HostArray.write(view, values);
      views.put(slot.name(), view);
    }
  }

  /** The part of a vector of this layout that holds one array. */
  public static INDArray view(INDArray vector, ParameterLayout.Slot slot) {
    return Shapes.view(vector, slot.offset(), slot.shape());
  }

  boolean trainable(String name) {
    return declared.get(name).trainable();
  }

  /** Where each array lies. */
  public ParameterLayout layout() {
    return layout;
  }

  /** The live vector. */
  public INDArray flat() {
    return flat;
  }

  /** The live array of that name. */
  public INDArray array(String name) {
    var view = views.get(name);
    if (view == null) {
      throw new IllegalArgumentException("no weight is named " + name);
    }
    return view;
  }
}
