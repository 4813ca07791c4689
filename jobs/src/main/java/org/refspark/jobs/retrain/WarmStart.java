package org.refspark.jobs.retrain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.refspark.data.text.Vocabulary;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.storage.Storage;
import org.refspark.model.ParameterLayout;
import org.refspark.model.ParameterLayout.Slot;
import org.refspark.model.weights.SafeTensors;

/**
 * The weights of a trained network as start values of one that knows more words: a table of words
 * (V×C, or (V+2)×C with start and end marks behind the words) gets a row for each new word, that of
 * unknown words, which is how the trained network has read it so far. Both networks give the same
 * answers.
 *
 * @param layout of the trained network
 * @param words of the trained network by id
 * @param values of the trained network, flat
 */
record WarmStart(ParameterLayout layout, List<String> words, float[] values) {
  private static final String TABLE = "embedding.weight";
  private static final int MARKS = 2;

  /**
   * Writes start values of another network as a file of weights.
   *
   * @param to the network that will be trained
   * @param toWords its words by id
   * @throws ConfigurationException where it is another network
   */
  void write(ParameterLayout to, List<String> toWords, Storage folder, String name)
      throws IOException {
    float[] start = values(to, toWords);
    folder.write(
        name,
        out -> SafeTensors.write(out, to, start, 0, Map.of(SafeTensors.LAYOUT, SafeTensors.OURS)));
  }

  /** Start values of another network, flat. */
  float[] values(ParameterLayout to, List<String> toWords) {
    var slots = new HashMap<String, Slot>();
    layout.slots().forEach(slot -> slots.put(slot.name(), slot));
    var misfits = new ArrayList<String>();
    float[] start = new float[Math.toIntExact(to.length())];
    for (var slot : to.slots()) {
      var from = slots.get(slot.name());
      if (from == null) {
        misfits.add(slot.name() + " is new");
      } else if (isTable(from, slot, toWords)) {
        copyRows(from, slot, toWords, start);
      } else if (Arrays.equals(from.shape(), slot.shape())) {
        int length = Math.toIntExact(Arrays.stream(slot.shape()).reduce(1, (a, b) -> a * b));
        System.arraycopy(
            values, Math.toIntExact(from.offset()), start, Math.toIntExact(slot.offset()), length);
      } else {
        misfits.add(
            "%s is %s and was %s"
                .formatted(
                    slot.name(), Arrays.toString(slot.shape()), Arrays.toString(from.shape())));
      }
    }
    if (!misfits.isEmpty()) {
      throw new ConfigurationException(
          ("the champion's network is another than the one that is configured (%s): begin with its"
                  + " settings in section model, or with retrain.warm-start=scratch")
              .formatted(String.join("; ", misfits.subList(0, Math.min(5, misfits.size())))));
    }
    return start;
  }

  /** A published vocabulary's table has other numbers of rows than there are words in the data. */
  private boolean isTable(Slot from, Slot to, List<String> toWords) {
    if (!to.name().endsWith(TABLE)
        || from.shape().length != 2
        || to.shape().length != 2
        || from.shape()[1] != to.shape()[1]) {
      return false;
    }
    long marks = from.shape()[0] - words.size();
    return marks == to.shape()[0] - toWords.size() && (marks == 0 || marks == MARKS);
  }

  private void copyRows(Slot from, Slot to, List<String> toWords, float[] start) {
    var ids = new HashMap<String, Integer>();
    for (int id = 0; id < words.size(); id++) {
      ids.put(words.get(id), id);
    }
    int width = Math.toIntExact(to.shape()[1]);
    for (int row = 0; row < to.shape()[0]; row++) {
      int source =
          row < toWords.size()
              ? ids.getOrDefault(toWords.get(row), Vocabulary.UNK)
              : words.size() + row - toWords.size();
      System.arraycopy(
          values,
          Math.toIntExact(from.offset() + (long) source * width),
          start,
          Math.toIntExact(to.offset() + (long) row * width),
          width);
    }
  }
}
