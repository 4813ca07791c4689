package org.refspark.jobs.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
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
  void aNativeLibraryThatCannotBeLoadedIsAMatterOfTheMachine() {
    assertEquals(
        ExitCode.ENVIRONMENT,
        code(new ExceptionInInitializerError(new UnsatisfiedLinkError("no jnind4jcpu"))));
  }

  private static ExitCode code(Throwable failure) {
    return Explanation.of(failure).exitCode();
  }
}
