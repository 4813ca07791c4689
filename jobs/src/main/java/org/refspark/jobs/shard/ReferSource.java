package org.refspark.jobs.shard;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.refspark.data.ReferringImage;
import org.refspark.data.refer.Entry;
import org.refspark.data.refer.ReferDataSet;
import org.refspark.data.refer.ReferReader;
import org.refspark.data.refer.ReferSplit;
import org.refspark.jobs.config.DataConfig;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.synthesize.GeneratedFolder;

/** A data set of the RefCOCO family in the layout of the published refer tools. */
final class ReferSource implements Source<Entry> {
  private static final long serialVersionUID = 1L;

  private final Storage pictures;
  private final Storage annotations;
  private final ReferDataSet dataSet;
  private final String splitBy;
  private final String split;
  private final boolean generated;

  /** Read once by the driver; tasks have no need of it. */
  private transient ReferSplit published;

  private ReferSource(SourceFolders folders, ReferDataSet dataSet, String splitBy, String split)
      throws IOException {
    this.pictures = folders.pictures();
    this.annotations = folders.annotations();
    this.dataSet = dataSet;
    this.splitBy = splitBy;
    this.split = split;
    this.generated = GeneratedFolder.isOurs(pictures);
  }

  static ReferSource of(DataConfig data, Configuration hadoop) throws IOException {
    var dataSet = ReferDataSet.titled(data.refer().dataSet());
    var folders =
        SourceFolders.of(data, hadoop, "images and " + dataSet.title() + "/instances.json");
    return new ReferSource(folders, dataSet, data.refer().splitBy(), data.split());
  }

  @Override
  public String dataSet() {
    return generated
        ? "generated photos (%s layout)".formatted(dataSet.title())
        : "%s(%s)".formatted(dataSet.title(), splitBy);
  }

  @Override
  public String split() {
    return split;
  }

  @Override
  public String licence() {
    if (generated) {
      return GeneratedFolder.LICENCE;
    }
    return dataSet == ReferDataSet.REFCLEF
        ? "IAPR TC-12 (RefCLEF): free of charge for research; name its authors"
        : "COCO's photographs belong to their Flickr authors, many under non-commercial or"
            + " no-derivatives licences; COCO's annotations are CC BY 4.0: name the COCO consortium";
  }

  @Override
  public List<String> categories() {
    return published().categories();
  }

  @Override
  public List<Entry> entries() throws IOException {
    published = reader().annotations();
    return published.entries();
  }

  @Override
  public String id(Entry entry) {
    return entry.id();
  }

  @Override
  public ReferringImage read(Entry entry) throws IOException {
    return reader().read(entry);
  }

  private ReferSplit published() {
    if (published == null) {
      throw new IllegalStateException("the categories are known once the entries have been read");
    }
    return published;
  }

  private ReferReader reader() {
    return new ReferReader(pictures, annotations, dataSet, splitBy, split);
  }
}
