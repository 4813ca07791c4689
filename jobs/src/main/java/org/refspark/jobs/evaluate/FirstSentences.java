package org.refspark.jobs.evaluate;

import java.util.HashSet;
import java.util.Set;
import org.refspark.data.ReferringImage;

/** The first sentence of each referent, standing for all of them. */
final class FirstSentences {
  private FirstSentences() {}

  /** Ids of the expressions of a picture that are the first of their referent. */
  static Set<String> ids(ReferringImage image) {
    var referents = new HashSet<String>();
    var ids = new HashSet<String>();
    for (var expression : image.expressions()) {
      if (referents.add(expression.referent())) {
        ids.add(expression.id());
      }
    }
    return ids;
  }
}
