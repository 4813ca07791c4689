package org.refspark.jobs.network;

import java.util.Map;
import org.refspark.model.ReferringModel;
import org.refspark.model.mmnet.MmNet;
import org.refspark.model.mmnet.MmNetConfig;
import org.refspark.model.onemask.OneMaskModel;

/** MMNet: reads CLIP's word pieces where their file is named, else the words of the data. */
record MmNetArchitecture(MmNetConfig config) implements Architecture {
  @Override
  public ReferringModel build(NetworkSpec spec) {
    var tokenizer = spec.textTokenizer();
    return new OneMaskModel(
        new MmNet(config, tokenizer.size()),
        tokenizer,
        spec.batchPictures(),
        spec.expressionsPicture(),
        spec.seed());
  }

  @Override
  public Map<String, String> files() {
    return config
        .text()
        .vocabulary()
        .map(file -> Map.of(Networks.VOCABULARY, file))
        .orElseGet(Map::of);
  }
}
