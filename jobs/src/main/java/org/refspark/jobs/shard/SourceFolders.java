package org.refspark.jobs.shard;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.DataConfig;
import org.refspark.jobs.storage.Storage;

/**
 * Where published files lie.
 *
 * @param pictures {@code data.root}
 * @param annotations {@code data.annotations}, or the same
 */
record SourceFolders(Storage pictures, Storage annotations) {

  /**
   * The folders of a configuration.
   *
   * @param holds what the root holds, for the message where none is given
   * @throws FileNotFoundException where a folder does not exist
   */
  static SourceFolders of(DataConfig data, Configuration hadoop, String holds) throws IOException {
    var root =
        data.root()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "data.root is missing: add data.root=FOLDER, the folder that holds "
                            + holds));
    return new SourceFolders(
        folder("data.root", root, hadoop),
        folder("data.annotations", data.annotations().orElse(root), hadoop));
  }

  private static Storage folder(String key, String place, Configuration hadoop) throws IOException {
    var folder = Storage.at(place, hadoop);
    if (!folder.exists("")) {
      throw new FileNotFoundException(
          "%s=%s: there is no such folder (%s)".formatted(key, place, folder.place()));
    }
    return folder;
  }
}
