package org.refspark.jobs.preflight;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.refspark.jobs.shard.Manifest;
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

  private boolean isWritten() {
    return !folder.isEmpty();
  }

  /**
   * Leaves something that the others are to find, where the work writes.
   *
   * @param findings get what keeps this machine from it
   * @return its name; empty where nothing was left
   */
  String leave(List<Check> findings) {
    try {
      return isWritten() ? write() : "";
    } catch (IOException | RuntimeException e) {
      findings.add(unreachable(e));
      return "";
    }
  }

  /**
   * Removes what was left.
   *
   * @param findings get what keeps this machine from it
   */
  void remove(List<Check> findings) {
    try {
      if (isWritten()) {
        storage.delete(folder);
      }
    } catch (IOException | RuntimeException e) {
      findings.add(unreachable(e));
    }
  }

  private String write() throws IOException {
    var name = folder + "/" + UUID.randomUUID();
    storage.write(name, name.getBytes(StandardCharsets.UTF_8));
    return name;
  }

  /**
   * Looks from here.
   *
   * @param left what another process has left; empty where nothing is written
   */
  Check check(String left) {
    try {
      return isWritten() ? writable(left) : readable();
    } catch (IOException | RuntimeException e) {
      return unreachable(e);
    }
  }

  private String name() {
    return key + " " + storage.place();
  }

  private Check unreachable(Exception failure) {
    return Check.bad(
        name(),
        String.valueOf(failure.getMessage()).lines().findFirst().orElse(failure.toString()),
        "give this machine access to it: credentials, mounts, permissions");
  }

  private Check readable() throws IOException {
    var names = storage.list("");
    if (!names.contains(Manifest.NAME)) {
      return Check.bad(
          name(),
          names.isEmpty() ? "nothing is to be seen there" : "no shards: no " + Manifest.NAME,
          "name a place that all machines see alike (hdfs://, s3a://, a shared mount), and shard"
              + " into it first");
    }
    // A name that is listed is no file that may be read.
    readByte(Manifest.NAME);
    var shard = names.stream().filter(name -> name.endsWith(".parquet")).findFirst();
    if (shard.isPresent()) {
      readByte(shard.get());
    }
    return Check.good(name(), "%d entries, read".formatted(names.size()));
  }

  private void readByte(String file) throws IOException {
    try (var in = storage.open(file)) {
      if (in.read() < 0) {
        throw new IOException(storage.describe(file) + " is empty");
      }
    }
  }

  private Check writable(String left) throws IOException {
    if (!left.isEmpty() && !storage.exists(left)) {
      return Check.bad(
          name(),
          "does not show what the driver wrote there",
          "name a place that all machines see alike: hdfs://, s3a://, a shared mount");
    }
    var own = write();
    var read = new String(storage.read(own, own.length()), StandardCharsets.UTF_8);
    var listed = new ArrayList<>(List.of(read.equals(own)));
    listed.add(storage.list(folder).contains(own.substring(folder.length() + 1)));
    storage.delete(own);
    listed.add(!storage.exists(own));
    return listed.stream().allMatch(done -> done)
        ? Check.good(name(), "written, read, listed, deleted")
        : Check.bad(
            name(),
            "read back %s, listed %s, deleted %s"
                .formatted(listed.get(0), listed.get(1), listed.get(2)),
            "this storage cannot hold a run: use another");
  }
}
