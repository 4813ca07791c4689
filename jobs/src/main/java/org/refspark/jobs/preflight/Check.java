package org.refspark.jobs.preflight;

import java.io.Serializable;

/**
 * One thing that was looked at.
 *
 * @param name of it
 * @param verdict what it means
 * @param found how it is
 * @param remedy what to do about it; empty where all is well
 */
record Check(String name, Verdict verdict, String found, String remedy) implements Serializable {

  /** What a finding means. */
  enum Verdict {
    GOOD,
    /** It will work, but not as well as it could. */
    NOTICE,
    /** Work would fail, or come to something wrong. */
    BAD
  }

  static Check good(String name, String found) {
    return new Check(name, Verdict.GOOD, found, "");
  }

  static Check notice(String name, String found, String remedy) {
    return new Check(name, Verdict.NOTICE, found, remedy);
  }

  static Check bad(String name, String found, String remedy) {
    return new Check(name, Verdict.BAD, found, remedy);
  }
}
