package org.refspark.jobs.storage;

import java.io.IOException;

/** There is no room left where a file was being written; the half-written file is removed. */
public final class StorageFullException extends IOException {
  private static final long serialVersionUID = 1L;

  StorageFullException(String place, String reason, Throwable cause) {
    super(
        ("%s: no room left to write it (%s). Free some space and run the same command again: what"
                + " was finished before is kept.")
            .formatted(place, reason),
        cause);
  }
}
