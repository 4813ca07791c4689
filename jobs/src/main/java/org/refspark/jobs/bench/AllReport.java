package org.refspark.jobs.bench;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;
import org.refspark.jobs.command.Table;

/**
 * What {@code bench all} found. Costs are by the network's name and size.
 *
 * @param bench all
 * @param repetitions measured
 * @param warmUp repetitions before them
 * @param machine where it ran
 * @param seconds that it took altogether
 * @param trainingStep of one batch
 * @param inference answers to one expression of a picture
 * @param inferenceAllExpressions answers to all expressions of a picture
 * @param figures of all else
 * @param failures what could not be measured, and why
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record AllReport(
    String bench,
    int repetitions,
    int warmUp,
    Map<String, String> machine,
    double seconds,
    Map<String, Map<String, NetworkCost>> trainingStep,
    Map<String, Map<String, NetworkCost>> inference,
    Map<String, Map<String, NetworkCost>> inferenceAllExpressions,
    List<Figure> figures,
    List<String> failures)
    implements Report {
  @Override
  public String text() {
    var networks =
        new Table(
            "work",
            "network",
            "pictures x expressions",
            "median ms",
            "least",
            "most",
            "first",
            "peak GB",
            "off-heap GB");
    rows(networks, "training step", trainingStep);
    rows(networks, "one expression", inference);
    rows(networks, "all expressions", inferenceAllExpressions);
    var parts = new Table("training step", "part", "ms", "share, %");
    parts(parts);
    return "bench all · %d repetitions after %d to warm up · %.0f s%n%s%n%n%s%n%s%n%s%s"
        .formatted(
            repetitions,
            warmUp,
            seconds,
            machine,
            networks,
            parts,
            Figure.table(figures),
            failures.isEmpty()
                ? ""
                : "%nNot measured:%n%s%n".formatted(String.join("\n", failures)));
  }

  private static void rows(
      Table table, String work, Map<String, Map<String, NetworkCost>> networks) {
    networks.forEach(
        (model, sizes) ->
            sizes.forEach(
                (size, cost) ->
                    table.row(
                        work,
                        model + " " + size,
                        "%.0f x %.1f"
                            .formatted(cost.pictures(), cost.expressions() / cost.pictures()),
                        Table.number(cost.medianMs()),
                        Table.number(cost.leastMs()),
                        Table.number(cost.mostMs()),
                        Table.number(cost.firstMs()),
                        Table.number(cost.peakResidentBytes() / 1e9),
                        Table.number(cost.offHeapBytes() / 1e9))));
  }

  private void parts(Table table) {
    trainingStep.forEach(
        (model, sizes) ->
            sizes.forEach(
                (size, cost) ->
                    cost.parts()
                        .forEach(
                            part ->
                                table.row(
                                    model + " " + size,
                                    part.name(),
                                    Table.number(part.milliseconds()),
                                    Table.number(100 * part.share())))));
  }
}
