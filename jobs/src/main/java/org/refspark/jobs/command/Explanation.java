package org.refspark.jobs.command;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.ObjectStreamException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkException;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.storage.StorageFullException;

/**
 * What a failure means to the user.
 *
 * @param exitCode for the shell
 * @param message in plain words
 */
public record Explanation(ExitCode exitCode, String message) {

  /** The first failure of the chain of causes that says something to a user. */
  public static Explanation of(Throwable failure) {
    var chain = chain(failure);
    var task = FailedTask.in(chain);
    for (var link : chain) {
      var explanation = explain(link);
      if (explanation != null) {
        // A known failure has been told of with its place.
        return link instanceof CommandFailure ? explanation : explanation.in(task);
      }
    }
    return unknown(chain.get(chain.size() - 1), task);
  }

  /** The same, with the place where it happened. */
  private Explanation in(Optional<FailedTask> task) {
    return new Explanation(
        exitCode, message + task.map(failed -> " (" + failed.place() + ")").orElse(""));
  }

  /** By the first cause: Spark gives none where executors were lost, else what a task threw. */
  private static Explanation unknown(Throwable cause, Optional<FailedTask> task) {
    if (cause instanceof SparkException && task.isPresent() && task.get().lostItsExecutor()) {
      return new Explanation(ExitCode.RETRY, task.get().loss());
    }
    return unknown(cause).in(task);
  }

  private static Explanation unknown(Throwable cause) {
    if (cause instanceof SparkException) {
      return new Explanation(
          ExitCode.RETRY,
          firstLine(cause) + "\nSpark gave the job up; if executors were lost, try again.");
    } else if (cause instanceof LinkageError) {
      return new Explanation(
          ExitCode.ENVIRONMENT,
          "a library cannot be used here: %s. Start by deploy/refspark, which chooses it."
              .formatted(firstLine(cause)));
    } else if (cause instanceof IOException && !(cause instanceof ObjectStreamException)) {
      return new Explanation(ExitCode.ENVIRONMENT, firstLine(cause));
    }
    return new Explanation(
        ExitCode.UNEXPECTED,
        "unexpected %s: %s\nThis is a defect; --debug shows where."
            .formatted(cause.getClass().getSimpleName(), firstLine(cause)));
  }

  private static Explanation explain(Throwable link) {
    if (link instanceof CommandFailure known) {
      return new Explanation(known.exitCode(), known.getMessage());
    } else if (link instanceof ConfigurationException) {
      return new Explanation(ExitCode.USAGE, link.getMessage());
    } else if (link instanceof DataFormatException || link instanceof FileNotFoundException) {
      return new Explanation(ExitCode.DATA, link.getMessage());
    } else if (link instanceof StorageFullException) {
      return new Explanation(ExitCode.ENVIRONMENT, link.getMessage());
    } else if (link instanceof AccessDeniedException || link instanceof AccessControlException) {
      return new Explanation(
          ExitCode.ENVIRONMENT,
          "access denied: %s%nMay this user, or who these keys belong to, do that there?"
              .formatted(firstLine(link)));
    } else if (link.getClass().getName().startsWith("com.amazonaws.") && link.getCause() == null) {
      return new Explanation(
          ExitCode.RETRY,
          "the object store has not done what it was asked: %s".formatted(firstLine(link)));
    } else if (link instanceof OutOfMemoryError) {
      return new Explanation(
          ExitCode.ENVIRONMENT,
          "out of memory: %s. Give more memory, or make batches or pictures smaller."
              .formatted(link.getMessage()));
    } else if (link instanceof ConnectException
        || link instanceof UnknownHostException
        || link instanceof SocketTimeoutException) {
      return new Explanation(
          ExitCode.RETRY, "no connection: %s. Is the service up?".formatted(link.getMessage()));
    }
    return null;
  }

  private static List<Throwable> chain(Throwable failure) {
    var chain = new ArrayList<Throwable>();
    for (var link = failure; link != null && !chain.contains(link); link = link.getCause()) {
      chain.add(link);
    }
    return chain;
  }

  private static String firstLine(Throwable link) {
    return String.valueOf(link.getMessage()).lines().findFirst().orElse("");
  }
}
