package org.refspark.jobs.use;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.refspark.data.DataFormatException;
import org.refspark.data.Expression;
import org.refspark.data.ReferringImage;
import org.refspark.data.image.PictureLimits;
import org.refspark.data.image.Pictures;
import org.refspark.model.Detection;
import org.refspark.model.Query;
import org.refspark.model.ReferringModel;

/**
 * A trained model, ready to answer: {@code RefSpark.load(path).segment(image, expression)}. Needs
 * no Spark.
 *
 * <p>Safe from several threads, which take turns: a network answers one question at a time, on all
 * cores. Load the package once more to answer two at once; each has weights of its own.
 */
public final class RefSpark implements AutoCloseable {
  private static final double SHOWN_THRESHOLD = 0.5;

  private final ModelPackage trained;
  private final ReferringModel model;
  private final double shownThreshold;
  private boolean closed;

  private RefSpark(ModelPackage trained, ReferringModel model) {
    this.trained = trained;
    this.model = model;
    this.shownThreshold =
        trained.configuration().path("evaluate").path("shown-threshold").asDouble(SHOWN_THRESHOLD);
  }

  /**
   * Loads a package that {@code refspark export} has written; every file is checked by its hash.
   *
   * @param place folder of the package
   * @throws DataFormatException where it is not a whole package of this version: names the file
   */
  public static RefSpark load(Path place) throws IOException {
    var trained = ModelPackage.read(new LocalFiles(place));
    return new RefSpark(trained, trained.open());
  }

  /**
   * What an expression means in a picture.
   *
   * @param image file of a PNG or JPEG
   * @throws DataFormatException where it is not a picture, or larger than 64 MiB or 64 Mpixel
   */
  public Segmentation segment(Path image, String expression) throws IOException {
    if (!Files.isRegularFile(image)) {
      throw new FileNotFoundException(image + ": there is no such picture");
    }
    long bytes = Files.size(image);
    if (bytes > PictureLimits.DEFAULT.bytes()) {
      throw new DataFormatException(
          image.toString(),
          "holds %,d bytes, more than the %,d allowed"
              .formatted(bytes, PictureLimits.DEFAULT.bytes()));
    }
    return segment(image.toString(), Files.readAllBytes(image), List.of(expression)).get(0);
  }

  /**
   * What several expressions mean in a picture, which is looked at once for all of them.
   *
   * @param name of the picture in errors
   * @param image a PNG or JPEG
   * @param expressions not blank
   * @return one by expression
   * @throws DataFormatException where it is not a picture, or larger than 64 MiB or 64 Mpixel
   * @throws IllegalArgumentException where an expression is blank
   * @throws IllegalStateException after {@link #close}
   */
  public synchronized List<Segmentation> segment(
      String name, byte[] image, List<String> expressions) throws IOException {
    if (closed) {
      throw new IllegalStateException("this model is closed; load the package again");
    }
    var asked = asked(name, image, expressions);
    var found = expressions.isEmpty() ? List.<List<Detection>>of() : detect(asked);
    var answers = new ArrayList<Segmentation>();
    for (int i = 0; i < found.size(); i++) {
      answers.add(
          new Segmentation(
              expressions.get(i),
              asked.width(),
              asked.height(),
              shownThreshold,
              found.get(i).stream().map(this::found).toList()));
    }
    return answers;
  }

  private static ReferringImage asked(String name, byte[] image, List<String> texts)
      throws DataFormatException {
    var expressions = new ArrayList<Expression>();
    for (var text : texts) {
      if (text.isBlank()) {
        throw new IllegalArgumentException(
            "expression %d is blank, expected words".formatted(expressions.size() + 1));
      }
      expressions.add(new Expression(name + "#" + expressions.size(), text, List.of()));
    }
    // Decoded once to be sure of it: a damaged picture is refused here, with its name.
    var size = Pictures.sizeOfWhole(name, image);
    return new ReferringImage(
        name, "segment", size.width(), size.height(), image.clone(), List.of(), expressions);
  }

  private List<List<Detection>> detect(ReferringImage image) {
    return model.detect(Query.all(image), 0);
  }

  private Segmentation.Found found(Detection detection) {
    return new Segmentation.Found(
        trained.category(detection.category()),
        detection.score(),
        detection.box().clone(),
        detection.mask(),
        detection.point());
  }

  /** Names of the categories by number, from 1. */
  public List<String> categories() {
    return trained.categories();
  }

  /** What the package is, and what it was made from. */
  public PackageDocument about() {
    return trained.document();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      model.close();
    }
  }
}
