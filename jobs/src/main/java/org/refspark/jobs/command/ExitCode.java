package org.refspark.jobs.command;

/** How a command ended, for scripts. */
public enum ExitCode {
  DONE(0),
  /** A defect of this program. */
  UNEXPECTED(1),
  /** The command line or the configuration is wrong. */
  USAGE(2),
  /** The data are missing or not what their format says. */
  DATA(3),
  /** Memory, disk, permissions, devices: the place where it ran. */
  ENVIRONMENT(4),
  /** A passing fault of network or cluster: run the same command again. */
  RETRY(5);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number that the shell sees. */
  public int code() {
    return code;
  }
}
