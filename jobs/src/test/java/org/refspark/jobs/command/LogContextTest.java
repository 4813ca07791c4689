package org.refspark.jobs.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.impl.ContextDataFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.config.Settings;

class LogContextTest {
  @Test
  void tasksAndBoundedJobsKnowTheRunAndTheRoundUntilTheCommandEnds() {
    var settings = Settings.of(Map.of("spark.master", "local[2]"));
    try (var session = Cluster.connect(settings, "log context")) {
      var spark = session.context();
      LogContext.run(spark, "first-3fa9c1");
      LogContext.round(spark, 12);
      var deadline = new Deadline("deadlines.test", Duration.ofMinutes(2));
      var tasks =
          BoundedJob.run(
              spark,
              "say",
              deadline,
              () -> {
                assertEquals("first-3fa9c1 12", said());
                return spark.parallelize(List.of(1, 2), 2).map(i -> said()).collect();
              });
      assertEquals(List.of("first-3fa9c1 12", "first-3fa9c1 12"), tasks);
    }
    assertNull(ThreadContext.get("mdc.run"));
  }

  private static String said() {
    return ThreadContext.get("mdc.run") + " " + ThreadContext.get("mdc.round");
  }

  @Test
  void linesBeginWithWhatThereIs() throws IOException {
    assertEquals(
        "[first-3fa9c1] [round 12] done",
        line(Map.of("mdc.run", "first-3fa9c1", "mdc.round", "12")));
    assertEquals("[first-3fa9c1] done", line(Map.of("mdc.run", "first-3fa9c1")));
    assertEquals("done", line(Map.of()));
  }

  private static String line(Map<String, String> context) throws IOException {
    var properties = new Properties();
    try (var in = LogContext.class.getResourceAsStream("/log4j2.properties")) {
      properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    var pattern = properties.getProperty("appender.console.layout.pattern");
    var data = ContextDataFactory.createContextData();
    context.forEach(data::putValue);
    var event =
        Log4jLogEvent.newBuilder()
            .setLevel(Level.INFO)
            .setMessage(new SimpleMessage("done"))
            .setContextData(data)
            .build();
    var line = PatternLayout.newBuilder().withPattern(pattern).build().toSerializable(event);
    return line.substring("00:00:00 INFO  ".length()).strip();
  }
}
