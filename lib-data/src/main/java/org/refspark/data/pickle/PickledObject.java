package org.refspark.data.pickle;

/** A value that takes a state after it was made, as Python's {@code __setstate__} does. */
public interface PickledObject {
  /**
   * @throws IllegalArgumentException where the state is not the one expected
   */
  void restore(Object state);
}
