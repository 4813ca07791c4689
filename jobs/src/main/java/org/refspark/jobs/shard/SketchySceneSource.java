package org.refspark.jobs.shard;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.refspark.data.ReferringImage;
import org.refspark.data.sketchyscene.Categories;
import org.refspark.data.sketchyscene.Entry;
import org.refspark.data.sketchyscene.SketchySceneReader;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.DataConfig;
import org.refspark.jobs.storage.Storage;

/** SketchyScene-Matching in its published layout. */
record SketchySceneSource(Storage pictures, Storage annotations, String split)
    implements Source<Entry> {

  static SketchySceneSource of(DataConfig data, Configuration hadoop) throws IOException {
    var root =
        data.root()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "data.root is missing: add data.root=FOLDER, the folder that holds "
                            + data.split()
                            + "/DRAWING_GT"));
    return new SketchySceneSource(
        folder("data.root", root, hadoop),
        folder("data.annotations", data.annotations().orElse(root), hadoop),
        data.split());
  }

  private static Storage folder(String key, String place, Configuration hadoop) throws IOException {
    var folder = Storage.at(place, hadoop);
    if (!folder.exists("")) {
      throw new FileNotFoundException(
          "%s=%s: there is no such folder (%s)".formatted(key, place, folder.place()));
    }
    return folder;
  }

  @Override
  public String dataSet() {
    return "sketchyscene-matching";
  }

  @Override
  public String licence() {
    return "SketchyScene is published under CC BY-NC-SA 3.0: no commercial use; name its authors";
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
