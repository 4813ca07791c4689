package org.refspark.data;

import java.io.IOException;
import java.util.Objects;

/**
 * A data file is not what its format says: names the file, the place in it, what was expected and
 * what to do.
 */
public class DataFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The reason where none was given. */
  public static final String BAD_FORMAT = "bad-format";

  private final String file;
  private final String reason;
  private final String problem;

  /**
   * @param file the file at fault, as the user named it
   * @param problem what was found, where in the file, and what was expected
   */
  public DataFormatException(String file, String problem) {
    this(file, problem, null);
  }

  public DataFormatException(String file, String problem, Throwable cause) {
    this(file, BAD_FORMAT, problem, cause);
  }

  /**
   * @param file the file at fault, as the user named it
   * @param reason the kind of fault in a few lower-case words joined by hyphens, as faults are
   *     counted ({@code missing-picture})
   * @param problem what was found, where in the file, and what was expected
   * @param cause what noticed it, or null
   */
  public DataFormatException(String file, String reason, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
    this.file = file;
    this.problem = problem;
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** The file at fault. */
  public String file() {
    return file;
  }

  /** What was found and expected, without the file's name. */
  public String problem() {
    return problem;
  }

  /** The kind of fault, the same word for all files with the same fault: what is counted. */
  public String reason() {
    return reason;
  }
}
