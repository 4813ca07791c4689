package org.refspark.jobs.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.config.ConfigurationException;

class ExplanationTest {
  @Test
  void aFailureInATaskIsToldAsIfItHadHappenedHere() {
    var data = new DataFormatException("a.png", "is cut off");
    var failure = new SparkException("Job aborted\n\tat x", new UncheckedIOException(data));
    assertEquals(new Explanation(ExitCode.DATA, "a.png: is cut off"), Explanation.of(failure));
  }

  @Test
  void exitCodesSayWhatKindOfFailureItWas() {
    assertEquals(ExitCode.USAGE, code(new ConfigurationException("x")));
    assertEquals(ExitCode.ENVIRONMENT, code(new OutOfMemoryError("heap")));
    assertEquals(ExitCode.ENVIRONMENT, code(new IOException("permission denied")));
    assertEquals(ExitCode.RETRY, code(new IOException("no answer", new ConnectException("x"))));
    assertEquals(ExitCode.RETRY, code(new SparkException("executor lost")));
    assertEquals(ExitCode.UNEXPECTED, code(new IllegalStateException("bug")));
    assertEquals(ExitCode.DATA, code(new CommandFailure(ExitCode.DATA, "bad")));
  }

  @Test
  void aDefectInATaskIsNotWorthTryingAgain() {
    var defect = new SparkException("Job aborted", new IllegalStateException("bug"));
    assertEquals(ExitCode.UNEXPECTED, code(defect));
    assertEquals(
        ExitCode.UNEXPECTED,
        code(new SparkException("Task not serializable", new NotSerializableException("X"))));
  }

  @Test
  void whatMayNotBeDoneIsNoDefectWhateverLibraryNoticesIt() {
    var refused = new AccessDeniedException("s3a://bucket/x: getFileStatus: Forbidden");
    refused.initCause(new IllegalStateException("as the library throws it"));
    assertEquals(ExitCode.ENVIRONMENT, code(new IOException("s3a://bucket/x: cannot", refused)));
    assertTrue(Explanation.of(refused).message().contains("access denied: s3a://bucket/x"));
  }

  @Test
  void aNativeLibraryThatCannotBeLoadedIsAMatterOfTheMachine() {
    assertEquals(
        ExitCode.ENVIRONMENT,
        code(new ExceptionInInitializerError(new UnsatisfiedLinkError("no jnind4jcpu"))));
  }

  @Test
  void aFailedTaskIsToldWithItsHostAndExecutor() {
    // As Spark 3.5.9 says it on a cluster, but for the frames.
    var told =
        "Job aborted due to stage failure: Task 1 in stage 4.0 failed 4 times, most recent failure:"
            + " Lost task 1.3 in stage 4.0 (TID 17) (10.0.0.7 executor 2): java.io.IOException: x\n"
            + "\tat org.x.Y.z(Y.java:1)\n\nDriver stacktrace:";
    var cause = new DataFormatException("a.png", "is cut off");
    assertEquals(
        new Explanation(
            ExitCode.DATA, "a.png: is cut off (on 10.0.0.7, executor 2, after 4 attempts)"),
        Explanation.of(new SparkException(told, cause)));
  }

  @Test
  void lostExecutorsAreToldInPlainWords() {
    var told =
        "Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times, most recent failure:"
            + " Lost task 0.3 in stage 1.0 (TID 5) (10.0.0.7 executor 3): ExecutorLostFailure"
            + " (executor 3 exited caused by one of the running tasks) Reason: Command exited with"
            + " code 137\nDriver stacktrace:";
    var explanation = Explanation.of(new SparkException(told));
    assertEquals(ExitCode.RETRY, explanation.exitCode());
    assertEquals(
        "executors died under their tasks 4 times, the last one on 10.0.0.7 (executor 3): Command"
            + " exited with code 137",
        explanation.message().lines().findFirst().orElseThrow());
  }

  private static ExitCode code(Throwable failure) {
    return Explanation.of(failure).exitCode();
  }
}
