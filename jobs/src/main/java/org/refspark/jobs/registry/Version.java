package org.refspark.jobs.registry;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A version of the model: {@code models/v000001/version.json}, written last of the version's files.
 *
 * @param format of this document, {@value #FORMAT}
 * @param name such as {@code v000001}
 * @param tick that made it, as ISO 8601
 * @param parent the version whose weights it began with; empty where it began from scratch
 * @param data what it has learnt from
 * @param checkpoint of its run, with the hash of the weights; empty where training failed
 * @param configuration all settings of the tick, defaults included
 * @param measured how it did on the frozen split; null where it was not measured
 * @param comparison with the champion of its day; null where there was none
 * @param decision what became of it, and why
 */
public record Version(
    int format,
    String name,
    String tick,
    String parent,
    Data data,
    String checkpoint,
    JsonNode configuration,
    @JsonInclude(JsonInclude.Include.ALWAYS) Measured measured,
    @JsonInclude(JsonInclude.Include.ALWAYS) Comparison comparison,
    Decision decision) {
  /** The format that is written and read. */
  public static final int FORMAT = 1;

  /** How it did on the frozen split; none where it was not measured. */
  @JsonIgnore
  public Optional<Measured> measurement() {
    return Optional.ofNullable(measured);
  }

  /** The same after another decision. */
  public Version with(Decision other) {
    return new Version(
        format, name, tick, parent, data, checkpoint, configuration, measured, comparison, other);
  }

  /** How it compared with the champion of its day; none where there was none. */
  @JsonIgnore
  public Optional<Comparison> compared() {
    return Optional.ofNullable(comparison);
  }

  /**
   * What a version has learnt from.
   *
   * @param hash of all shards together, as its run has it
   * @param pictures how many
   * @param expressions how many
   * @param parts in the order in which they arrived
   */
  public record Data(String hash, long pictures, long expressions, List<Part> parts) {
    public Data {
      parts = List.copyOf(parts);
    }
  }

  /**
   * Data that arrived together.
   *
   * @param place of the published files when they were found
   * @param content hash of those files
   * @param shards folder of the shards made of them, within the registry
   * @param hash of those shards
   * @param pictures how many
   * @param expressions how many
   * @param tick that found them
   */
  public record Part(
      String place,
      String content,
      String shards,
      String hash,
      long pictures,
      long expressions,
      String tick) {}

  /**
   * How a version did on the frozen split.
   *
   * @param evaluation its name, such as {@code test}
   * @param frozen hash of the shards
   * @param metric that versions are judged by
   * @param expressions that were measured
   * @param metrics by name, fractions of 1
   */
  public record Measured(
      String evaluation,
      String frozen,
      String metric,
      long expressions,
      Map<String, Double> metrics) {
    /** The value of the metric that versions are judged by; NaN where there is none. */
    @JsonIgnore
    public double value() {
      return metrics.getOrDefault(metric, Double.NaN);
    }
  }

  /**
   * The metric beside the champion's, on the same expressions.
   *
   * @param champion the version that was champion
   * @param value of the champion
   * @param difference of this version from it
   * @param low end of the difference's 95 % interval
   * @param high end of the difference's 95 % interval
   * @param pValue of the difference
   */
  public record Comparison(
      String champion, double value, double difference, double low, double high, double pValue) {}

  /**
   * What became of a version.
   *
   * @param promoted whether it was made champion by the tick
   * @param sound whether it was trained to the end, has only finite values and was measured on all
   *     of the frozen split: a version that is not can never be champion
   * @param summary in a sentence
   * @param checks in the order in which they were made
   */
  public record Decision(boolean promoted, boolean sound, String summary, List<Check> checks) {
    public Decision {
      checks = List.copyOf(checks);
    }
  }

  /**
   * One question that a version had to answer.
   *
   * @param name of the check
   * @param passed whether the answer was good enough
   * @param said the answer
   */
  public record Check(String name, boolean passed, String said) {}
}
