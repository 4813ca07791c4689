package org.refspark.jobs.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import org.refspark.jobs.registry.Version.Check;
import org.refspark.jobs.registry.Version.Comparison;
import org.refspark.jobs.registry.Version.Data;
import org.refspark.jobs.registry.Version.Decision;
import org.refspark.jobs.registry.Version.Measured;
import org.refspark.jobs.registry.Version.Part;

/** Versions as ticks leave them, without the ticks. */
public final class TestVersions {
  private TestVersions() {}

  /** The first version of a registry, promoted for want of another. */
  public static Version first(String name, double metric) {
    return version(name, "", metric, null, true, true);
  }

  /** A version that was compared with another. */
  public static Version next(
      String name, String champion, double before, double metric, boolean promoted) {
    double difference = metric - before;
    var comparison =
        new Comparison(champion, before, difference, difference - 0.02, difference + 0.02, 0.01);
    return version(name, champion, metric, comparison, promoted, true);
  }

  /** A version whose training failed. */
  public static Version failed(String name, String parent) {
    return new Version(
        Version.FORMAT,
        name,
        tick(name),
        parent,
        data(name),
        "",
        JsonNodeFactory.instance.objectNode(),
        null,
        null,
        new Decision(
            false,
            false,
            "not sound: training failed",
            List.of(new Check("trained", false, "the loss is no number"))));
  }

  private static Version version(
      String name,
      String parent,
      double metric,
      Comparison comparison,
      boolean promoted,
      boolean sound) {
    return new Version(
        Version.FORMAT,
        name,
        tick(name),
        parent,
        data(name),
        "rounds/000003 abc",
        JsonNodeFactory.instance.objectNode().put("retrain", "x"),
        new Measured("test", "f00d", "mIoU", 40, Map.of("mIoU", metric, "oIoU", metric / 2)),
        comparison,
        new Decision(
            promoted,
            sound,
            promoted ? "promoted" : "kept back: not better than the champion",
            List.of(
                new Check("complete", true, "all 40 expressions were measured"),
                new Check("better", promoted, "mIoU by more than 0"))));
  }

  private static String tick(String name) {
    return "2026-01-0%sT00:00:00Z".formatted(name.substring(name.length() - 1));
  }

  private static Data data(String name) {
    int parts = Integer.parseInt(name.substring(name.length() - 1));
    var list = new java.util.ArrayList<Part>();
    for (int i = 1; i <= parts; i++) {
      list.add(
          new Part(
              "/incoming/" + i,
              "c0ffee" + i,
              "shards/c0ffee" + i,
              "5ade" + i,
              100,
              700,
              tick("v00000" + i)));
    }
    return new Data("beef" + parts, 100L * parts, 700L * parts, list);
  }
}
