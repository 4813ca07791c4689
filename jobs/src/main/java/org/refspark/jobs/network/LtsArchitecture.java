package org.refspark.jobs.network;

import org.refspark.model.ReferringModel;
import org.refspark.model.lts.Lts;
import org.refspark.model.lts.LtsConfig;
import org.refspark.model.onemask.OneMaskModel;

/** LTS: reads the words of the data. */
record LtsArchitecture(LtsConfig config) implements Architecture {
  @Override
  public ReferringModel build(NetworkSpec spec) {
    var tokenizer = spec.wordTokenizer();
    return new OneMaskModel(
        new Lts(config, tokenizer.size()),
        tokenizer,
        spec.batchPictures(),
        spec.expressionsPicture(),
        spec.seed());
  }
}
