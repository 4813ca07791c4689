package org.refspark.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each named array lies in the flat parameter vector. Trainable arrays come first, buffers
 * (running statistics, averaged between workers but never updated by the optimiser) after them.
 */
public final class ParameterLayout {
  /**
   * One named array.
   *
   * @param name readable, dotted: {@code backbone.layer1.0.conv1.weight}
   * @param shape as the network uses it
   * @param offset of its first value in the flat vector
   * @param group the optimiser's parameter group, such as {@code backbone}, {@code head}, {@code
   *     norm}
   * @param trainable false for buffers
   */
  public record Slot(String name, long[] shape, long offset, String group, boolean trainable) {
    /** Number of values. */
    public long length() {
      long product = 1;
      for (long size : shape) {
        product *= size;
      }
      return product;
    }
  }

  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final long trainableLength;
  private final long length;

  /**
   * @param ordered slots in the order of their offsets, without gaps, trainable ones first
   */
  public ParameterLayout(List<Slot> ordered) {
    long next = 0;
    long trainable = 0;
    boolean buffers = false;
    for (var slot : ordered) {
      if (slot.offset() != next
          || (buffers && slot.trainable())
          || slots.containsKey(slot.name())) {
        throw new IllegalArgumentException(
            "parameter %s lies at %d, expected a new name at %d, trainable arrays before buffers"
                .formatted(slot.name(), slot.offset(), next));
      }
      slots.put(slot.name(), slot);
      next += slot.length();
      if (slot.trainable()) {
        trainable = next;
      } else {
        buffers = true;
      }
    }
    this.trainableLength = trainable;
    this.length = next;
  }

  /** All arrays, in the order of the flat vector. */
  public List<Slot> slots() {
    return List.copyOf(slots.values());
  }

  /** The array of that name. */
  public Slot slot(String name) {
    var slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException("no parameter is named " + name);
    }
    return slot;
  }

  /** Values that the optimiser updates: the head of the flat vector. */
  public long trainableLength() {
    return trainableLength;
  }

  /** Values of the flat vector. */
  public long length() {
    return length;
  }
}
