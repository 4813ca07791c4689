package org.refspark.model.onemask;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * What a network answers.
 *
 * @param logits of the mask, {@code [N, h, h]}
 * @param views more that is worth seeing, by name, first dimension N: computed only when an
 *     explanation is asked for
 * @param places logits of where the object is, {@code [N, p, p]}, for networks that point; null for
 *     the others
 */
public record Answer(SDVariable logits, Map<String, SDVariable> views, SDVariable places) {
  /** Of a network that does not point. */
  public Answer(SDVariable logits, Map<String, SDVariable> views) {
    this(logits, views, null);
  }

  public Answer {
    views = Map.copyOf(views);
  }
}
