package org.refspark.data;

import java.io.IOException;

/**
 * A data file is not what its format says: names the file, the place in it, what was expected and
 * what to do.
 */
public class DataFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String file;

  /**
   * @param file the file at fault, as the user named it
   * @param problem what was found, where in the file, and what was expected
   */
  public DataFormatException(String file, String problem) {
    this(file, problem, null);
  }

  public DataFormatException(String file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
    this.file = file;
  }

  /** The file at fault. */
  public String file() {
    return file;
  }
}
