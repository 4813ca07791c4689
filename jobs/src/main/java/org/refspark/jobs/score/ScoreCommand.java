package org.refspark.jobs.score;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.refspark.data.coco.CocoGroundTruth;
import org.refspark.data.coco.CocoResults;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.storage.StoredFile;
import org.refspark.model.metrics.CocoCurves;
import org.refspark.model.metrics.CocoScore;

/** {@code refspark score}: a COCO results file against a COCO ground truth. */
public final class ScoreCommand implements Command {
  private static final List<String> MEANINGS =
      List.of(
          "precision, mean over IoU .50 to .95",
          "precision at IoU .50",
          "precision at IoU .75",
          "precision, areas below 32² pixels",
          "precision, areas of 32² to 96² pixels",
          "precision, areas above 96² pixels",
          "recall with 1 detection a picture",
          "recall with 10 detections a picture",
          "recall with 100 detections a picture",
          "recall, areas below 32² pixels",
          "recall, areas of 32² to 96² pixels",
          "recall, areas above 96² pixels");

  @Override
  public String name() {
    return "score";
  }

  @Override
  public String summary() {
    return "scores a COCO results file by COCO's twelve numbers";
  }

  @Override
  public Set<String> arguments() {
    return Set.of("ground-truth", "results", "type", "out");
  }

  @Override
  public String help() {
    return """
        refspark score ground-truth=FILE results=FILE [type=segm|bbox] [out=FILE]

          ground-truth=FILE   COCO annotations: images, annotations, categories
          results=FILE        COCO results: a list of image_id, category_id, score and a
                              segmentation or a bbox
          type=segm           masks (segm, the default) or boxes (bbox)
          out=FILE            the numbers as JSON too

        The numbers are those of pycocotools; -1 where there is nothing to find.

        Example
          refspark score ground-truth=instances_val2017.json results=segm.json type=segm
        """;
  }

  @Override
  public void run(Settings settings, PrintStream out) throws IOException {
    var hadoop = Cluster.hadoop(settings);
    var type = type(settings.optional("type").orElse("segm"));
    var truth = StoredFile.at(settings.required("ground-truth"), hadoop);
    var results = StoredFile.at(settings.required("results"), hadoop);
    var curves =
        CocoScore.score(
            CocoGroundTruth.read(truth.folder(), truth.name()),
            CocoResults.read(results.folder(), results.name()),
            type);
    print(curves, out);
    if (settings.optional("out").isPresent()) {
      StoredFile.at(settings.required("out"), hadoop).write(json(curves));
    }
  }

  private static CocoScore.Type type(String name) {
    return switch (name) {
      case "segm" -> CocoScore.Type.SEGM;
      case "bbox" -> CocoScore.Type.BBOX;
      default ->
          throw new ConfigurationException("type is \"%s\", expected segm or bbox".formatted(name));
    };
  }

  private static void print(CocoCurves curves, PrintStream out) {
    for (int i = 0; i < MEANINGS.size(); i++) {
      out.printf(
          Locale.ROOT,
          "%-10s %15.12f  %s%n",
          curves.names().get(i),
          curves.numbers()[i],
          MEANINGS.get(i));
    }
  }

  private static byte[] json(CocoCurves curves) throws IOException {
    var mapper = new JsonMapper();
    var document = mapper.createObjectNode();
    for (int i = 0; i < MEANINGS.size(); i++) {
      document.put(curves.names().get(i), curves.numbers()[i]);
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
  }
}
