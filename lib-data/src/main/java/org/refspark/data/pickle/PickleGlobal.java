package org.refspark.data.pickle;

import java.util.List;

/** What a pickle's name stands for; the caller lists those it allows. */
@FunctionalInterface
public interface PickleGlobal {
  /**
   * Makes a value from the arguments of a call.
   *
   * @throws IllegalArgumentException where the arguments are not those expected
   */
  Object call(List<?> arguments);
}
