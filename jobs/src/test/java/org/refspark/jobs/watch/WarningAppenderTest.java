package org.refspark.jobs.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class WarningAppenderTest {
  private static final Logger LOG = LoggerFactory.getLogger("org.refspark.test.Somewhere");

  @Test
  void ownWarningsAreSentOnFewOfEachKind() {
    var sent = new ArrayList<Warning>();
    var appender = WarningAppender.begin(sent::add, "10.0.0.7", "3");
    try {
      for (int i = 0; i < 100; i++) {
        LOG.error("picture {} is slow", i);
      }
      LOG.info("nothing");
      LOG.error("full");
      LoggerFactory.getLogger("com.example.Other").error("theirs");
    } finally {
      appender.end();
    }
    LOG.error("after the end");
    assertEquals(21, sent.size());
    assertEquals("picture 1 is slow", sent.get(1).text());
    assertEquals(List.of("3"), sent.stream().map(Warning::executor).distinct().toList());
    assertEquals(2, sent.stream().map(Warning::kind).distinct().count());
    assertEquals("full", sent.get(20).text());
  }
}
