package org.refspark.jobs.command;

/** A command cannot go on: says in plain words what happened and what to do. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  /**
   * @param exitCode what the shell is told
   * @param message what happened, where, and what to do next
   */
  public CommandFailure(ExitCode exitCode, String message) {
    this(exitCode, message, null);
  }

  public CommandFailure(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** What the shell is told. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
