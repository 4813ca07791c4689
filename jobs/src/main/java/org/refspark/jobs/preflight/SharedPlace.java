package org.refspark.jobs.preflight;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.refspark.jobs.storage.Storage;

/**
 * A folder that all processes must reach, by the same name.
 *
 * @param storage the folder
 * @param key of the setting that names it
 * @param folder of its own, made and removed again; empty where the work does not write
 */
record SharedPlace(Storage storage, String key, String folder) implements Serializable {
  /** A place that the work reads. */
  static SharedPlace read(Storage storage, String key) {
    return new SharedPlace(storage, key, "");
  }

  /** A place that the work writes; nothing else of it is touched than a new folder. */
  static SharedPlace written(Storage storage, String key) {
    return new SharedPlace(storage, key, "preflight-" + UUID.randomUUID());
  }

  /** Whether the work writes there. */
  boolean isWritten() {
    return !folder.isEmpty();
  }

  /** Leaves something that the others are to find. */
  String leave() throws IOException {
    var name = folder + "/" + UUID.randomUUID();
    storage.write(name, name.getBytes(StandardCharsets.UTF_8));
    return name;
  }

  void remove() throws IOException {
    storage.delete(folder);
  }

  /**
   * Looks from here.
   *
   * @param left what another process has left; empty where nothing is written
   */
  Check check(String left) {
    var name = key + " " + storage.place();
    try {
      return isWritten() ? writable(name, left) : readable(name);
    } catch (IOException | RuntimeException e) {
      return Check.bad(
          name,
          String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString()),
          "give this machine access to it: credentials, mounts, permissions");
    }
  }

  private Check readable(String name) throws IOException {
    var files = storage.list("");
    return files.isEmpty()
        ? Check.bad(
            name,
            "nothing is to be seen there",
            "name a place that all machines see alike (hdfs://, s3a://, a shared mount), and shard"
                + " into it first")
        : Check.good(name, "%d entries".formatted(files.size()));
  }

  private Check writable(String name, String left) throws IOException {
    if (!left.isEmpty() && !storage.exists(left)) {
      return Check.bad(
          name,
          "does not show what the driver wrote there",
          "name a place that all machines see alike: hdfs://, s3a://, a shared mount");
    }
    var own = leave();
    var read = new String(storage.read(own, own.length()), StandardCharsets.UTF_8);
    var listed = new ArrayList<>(List.of(read.equals(own)));
    listed.add(storage.list(folder).contains(own.substring(folder.length() + 1)));
    storage.delete(own);
    listed.add(!storage.exists(own));
    return listed.stream().allMatch(done -> done)
        ? Check.good(name, "written, read, listed, deleted")
        : Check.bad(
            name,
            "read back %s, listed %s, deleted %s"
                .formatted(listed.get(0), listed.get(1), listed.get(2)),
            "this storage cannot hold a run: use another");
  }
}
