package org.refspark.jobs.report;

import java.io.IOException;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.storage.Storage;

/** What a report can be of: a run, and whatever else leaves a directory that people ask about. */
public interface ReportSubject {
  /** The argument that names such a directory, such as {@code run}. */
  String argument();

  /** The key of settings that the argument is, where a section has its name. */
  default String key() {
    return argument();
  }

  /** For people, what the page tells: some lines of text, and an example. */
  String help();

  /**
   * Writes the report.
   *
   * @param directory of the subject
   * @return the place of its page, for people
   */
  String write(Storage directory, Settings settings) throws IOException;
}
