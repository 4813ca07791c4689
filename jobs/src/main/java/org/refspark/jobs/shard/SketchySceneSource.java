package org.refspark.jobs.shard;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.refspark.data.ReferringImage;
import org.refspark.data.sketchyscene.Categories;
import org.refspark.data.sketchyscene.Entry;
import org.refspark.data.sketchyscene.SketchySceneReader;
import org.refspark.jobs.config.DataConfig;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.synthesize.GeneratedFolder;

/** SketchyScene-Matching in its published layout. */
record SketchySceneSource(Storage pictures, Storage annotations, String split, boolean generated)
    implements Source<Entry> {
  private static final String NAME = "sketchyscene-matching";

  static SketchySceneSource of(DataConfig data, Configuration hadoop) throws IOException {
    var folders = SourceFolders.of(data, hadoop, data.split() + "/DRAWING_GT");
    return new SketchySceneSource(
        folders.pictures(),
        folders.annotations(),
        data.split(),
        GeneratedFolder.isOurs(folders.pictures()));
  }

  @Override
  public String dataSet() {
    return generated ? "generated sketches (%s layout)".formatted(NAME) : NAME;
  }

  @Override
  public String licence() {
    return generated
        ? GeneratedFolder.LICENCE
        : "SketchyScene is published under CC BY-NC-SA 3.0: no commercial use; name its authors";
  }

  @Override
  public List<String> categories() {
    return Categories.NAMES;
  }

  @Override
  public List<Entry> entries() throws IOException {
    return reader().entries();
  }

  @Override
  public String id(Entry entry) {
    return entry.id();
  }

  @Override
  public ReferringImage read(Entry entry) throws IOException {
    return reader().read(entry);
  }

  private SketchySceneReader reader() {
    return new SketchySceneReader(pictures, annotations, split);
  }
}
