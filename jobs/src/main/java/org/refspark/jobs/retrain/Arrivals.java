package org.refspark.jobs.retrain;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.config.RetrainConfig;
import org.refspark.jobs.storage.Sha256;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.storage.Storage.Listed;

/** Finds folders of published files that were not taken yet. */
final class Arrivals {
  private final RetrainConfig config;
  private final Configuration hadoop;
  private final Workshop workshop;
  private final PrintStream out;

  /**
   * @param out is told what is left out, and why
   */
  Arrivals(RetrainConfig config, Configuration hadoop, Workshop workshop, PrintStream out) {
    this.config = config;
    this.hadoop = hadoop;
    this.workshop = workshop;
    this.out = out;
  }

  /**
   * What came beside that which is known, in the order of patterns and names.
   *
   * @throws CommandFailure where a folder that was taken has other contents now
   */
  List<Arrival> beside(List<Arrival> known) throws IOException {
    var byPlace = new HashMap<String, Arrival>();
    var contents = new HashSet<String>();
    for (var arrival : known) {
      byPlace.put(arrival.place(), arrival);
      contents.add(arrival.content());
    }
    var found = new ArrayList<Arrival>();
    for (var folder : folders()) {
      var files = folder.files("");
      var before = byPlace.get(folder.place());
      var listing = listing(files);
      if (files.isEmpty() || before != null && before.listing().equals(listing)) {
        continue;
      }
      var content = content(folder, files);
      if (before != null) {
        requireUnchanged(before, content);
      } else if (contents.add(content)) {
        long bytes = files.stream().mapToLong(Listed::bytes).sum();
        found.add(new Arrival(folder.place(), listing, content, files.size(), bytes));
      } else {
        out.printf("%s holds what was taken from elsewhere; left out%n", folder.place());
      }
    }
    return found;
  }

  /** Whether a folder still holds what was found in it. */
  boolean isUnchanged(Arrival arrival, Storage folder) throws IOException {
    var files = folder.files("");
    return listing(files).equals(arrival.listing())
        || content(folder, files).equals(arrival.content());
  }

  private List<Storage> folders() throws IOException {
    var folders = new LinkedHashMap<String, Storage>();
    for (var pattern : config.arrivals()) {
      var matching = Storage.folders(pattern, hadoop);
      if (matching.isEmpty()) {
        out.printf("No folder is there for retrain.arrivals, %s%n", pattern);
      }
      for (var folder : matching) {
        if (isReady(folder)) {
          folders.putIfAbsent(folder.place(), folder);
        }
      }
    }
    return List.copyOf(folders.values());
  }

  private boolean isReady(Storage folder) throws IOException {
    if (config.readyFile().isEmpty() || folder.exists(config.readyFile().get())) {
      return true;
    }
    out.printf("%s has no %s yet; left for later%n", folder.place(), config.readyFile().get());
    return false;
  }

  private static void requireUnchanged(Arrival before, String content) {
    if (!before.content().equals(content)) {
      throw new CommandFailure(
          ExitCode.DATA,
          ("%s has changed since it was taken (content %.12s… then, %.12s… now). Put the old files"
                  + " back, and new data into a folder of their own; retrain.ready-file keeps"
                  + " folders from being taken too early")
              .formatted(before.place(), before.content(), content));
    }
  }

  private static String listing(List<Listed> files) {
    var text = new StringBuilder();
    for (var file : files) {
      text.append("%s %d %d\n".formatted(file.path(), file.bytes(), file.modified()));
    }
    return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private String content(Storage folder, List<Listed> files) throws IOException {
    var hashes = workshop.hashes(folder, files.stream().map(Listed::path).toList());
    var text = new StringBuilder();
    for (int i = 0; i < files.size(); i++) {
      text.append(files.get(i).path()).append(' ').append(hashes.get(i)).append('\n');
    }
    return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
