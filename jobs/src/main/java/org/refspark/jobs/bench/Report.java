package org.refspark.jobs.bench;

/** What a benchmark found: its components are the JSON document. */
interface Report {
  /** For people. */
  String text();
}
