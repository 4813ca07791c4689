package org.refspark.jobs.retrain;

/**
 * A folder of published files.
 *
 * @param place of the folder
 * @param listing hash of the names, sizes and times of its files: where it is the same, nothing
 *     needs to be read
 * @param content hash of the names and contents of its files: what the data are known by
 * @param files how many
 * @param bytes of all together
 */
record Arrival(String place, String listing, String content, long files, long bytes) {
  private static final int SHORT = 16;

  /** The folder of its shards within the registry. */
  String shards() {
    return "shards/" + content.substring(0, SHORT);
  }
}
