package org.refspark.jobs.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.data.DataFormatException;
import org.refspark.data.mask.Rle;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.evaluate.ModelFactory;
import org.refspark.jobs.evaluate.Toys;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.RunRecord;
import org.refspark.jobs.train.TestRun;
import org.refspark.model.Detection;
import org.refspark.model.Explainable;
import org.refspark.model.Explanation;
import org.refspark.model.ParameterLayout;
import org.refspark.model.Query;
import org.refspark.model.ReferenceExplanation;
import org.refspark.model.ReferringModel;
import org.refspark.model.StepReport;

class PredictCommandTest {
  private static final float[] WEIGHTS = {1, 2};

  @TempDir Path folder;

  @BeforeEach
  void writeRunAndPicture() throws IOException {
    Files.write(folder.resolve("sketch.png"), Toys.pictures(1).get(0).picture());
    var data =
        new RunRecord.Data(
            "shards", "abc", "toys", "train", 1, 1, List.of("sun", "tree"), List.of("the", "tree"));
    TestRun.write(
        Storage.at(folder.resolve("run").toString(), new Configuration()),
        "{}",
        data,
        1,
        new HalfFinder().layout(),
        WEIGHTS);
  }

  @Test
  void thePictureAndTheDocumentSayWhatWasFound() throws IOException {
    var text = predict(Map.of("expression", "the tree"));

    var answer = json();
    assertEquals(Toys.SIZE, answer.path("width").asInt());
    var object = answer.path("expressions").path(0).path("detections").path(0);
    assertEquals("tree", object.path("category").asText());
    assertEquals(0.75, object.path("score").asDouble());
    assertEquals(Toys.SIZE / 2.0, object.path("box").path(2).asDouble());
    var counts = object.path("mask").path("counts").asText();
    assertEquals(HalfFinder.half(Toys.SIZE), Rle.parse(Toys.SIZE, Toys.SIZE, counts));
    assertTrue(ImageIO.read(folder.resolve("p.png").toFile()).getWidth() > 500);
    assertTrue(text.contains("\"the tree\": 1 found"), text);
    assertTrue(!text.contains("never seen"), text);
  }

  @Test
  void unknownWordsAreNamed() throws IOException {
    var text = predict(Map.of("expression", "the purple tree", "expression2", "the tree"));

    assertTrue(text.contains("never seen: purple\n"), text);
    assertEquals(2, json().path("expressions").size());
    assertEquals(
        "purple", json().path("expressions").path(0).path("unknown-words").path(0).asText());
  }

  @Test
  void theStepsOfTheAnswerAreDrawnOnRequest() throws IOException {
    var steps = folder.resolve("steps.png");
    predict(Map.of("expression", "the tree", "steps", steps.toString()));

    assertTrue(ImageIO.read(steps.toFile()).getWidth() > 1600, "four panels");
  }

  @Test
  void whatIsMissingOrBrokenIsNamed() throws IOException {
    var noWords = assertThrows(ConfigurationException.class, () -> predict(Map.of()));
    assertTrue(noWords.getMessage().contains("expression is missing"), noWords.getMessage());

    byte[] png = Files.readAllBytes(folder.resolve("sketch.png"));
    Files.write(folder.resolve("sketch.png"), java.util.Arrays.copyOf(png, png.length / 2));
    var broken =
        assertThrows(DataFormatException.class, () -> predict(Map.of("expression", "the tree")));
    assertTrue(broken.getMessage().contains("sketch.png"), broken.getMessage());
  }

  private String predict(Map<String, String> more) throws IOException {
    var command = new PredictCommand((run, files) -> new HalfFinderFactory());
    var arguments = new HashMap<>(more);
    arguments.put("run", folder.resolve("run").toString());
    arguments.put("image", folder.resolve("sketch.png").toString());
    arguments.put("out", folder.resolve("p.png").toString());
    var out = new ByteArrayOutputStream();
    command.run(
        Settings.of(arguments, command.arguments().toArray(String[]::new)),
        new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("p.json").toFile());
  }

  private record HalfFinderFactory() implements ModelFactory {
    @Override
    public ReferringModel create() {
      return new HalfFinder();
    }

    @Override
    public String key() {
      return "half";
    }
  }

  /** Finds a tree in the left half of everything. */
  private static final class HalfFinder implements ReferringModel, Explainable {
    private final INDArray parameters = Nd4j.zeros(WEIGHTS.length);

    static Rle half(int size) {
      return Rle.ofCounts(size, size, new int[] {0, size * size / 2, size * size / 2});
    }

    @Override
    public List<List<Detection>> detect(Query query, int maskSize) {
      assertArrayEquals(WEIGHTS, parameters.toFloatVector());
      int size = maskSize == 0 ? query.image().width() : maskSize;
      var found = new Detection(2, 0.75, new double[] {0, 0, size / 2.0, size}, half(size));
      return query.expressions().stream().map(expression -> List.of(found)).toList();
    }

    @Override
    public Explanation explain(Query query, int position) {
      var found = detect(query, 64).get(position);
      var proposal = new ReferenceExplanation.Proposal(new double[] {0, 0, 32, 64}, 0.8);
      return new ReferenceExplanation(
          64, List.of(proposal, proposal), 0, List.of(1), found, List.of());
    }

    @Override
    public ParameterLayout layout() {
      return new ParameterLayout(
          List.of(new ParameterLayout.Slot("toy", new long[] {WEIGHTS.length}, 0, "head", true)));
    }

    @Override
    public INDArray parameters() {
      return parameters;
    }

    @Override
    public StepReport gradient(List<Query> batch, long seed, INDArray gradient) {
      throw new UnsupportedOperationException("prediction does not ask");
    }

    @Override
    public void close() {}
  }
}
