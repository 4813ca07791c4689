package org.refspark.jobs.bench;

import java.util.List;
import java.util.stream.IntStream;
import org.refspark.data.Expression;
import org.refspark.data.ReferringImage;
import org.refspark.data.synthetic.SceneGenerator;
import org.refspark.data.text.Vocabulary;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.train.PictureSource;

/**
 * Generated scenes with equally many expressions each, drawn where they are read.
 *
 * @param count how many
 * @param expressions of each: no more than the 8 that every scene has
 */
record ScenePictures(int count, int expressions) implements PictureSource {
  private static final long serialVersionUID = 1L;
  private static final int SEED = 1;
  private static final int FEWEST = 8;

  ScenePictures {
    if (expressions > FEWEST) {
      throw new ConfigurationException(
          ("train.expressions-per-picture is %d, but some generated scenes have %d expressions only:"
                  + " add train.expressions-per-picture=%d, or a smaller number")
              .formatted(expressions, FEWEST, FEWEST));
    }
  }

  @Override
  public List<Entry> index() {
    var referents = IntStream.range(0, expressions).boxed().toList();
    return IntStream.range(0, count).mapToObj(i -> new Entry("scene/" + i, referents)).toList();
  }

  @Override
  public String hash() {
    return toString();
  }

  @Override
  public ReferringImage read(int position) {
    var scene = SceneGenerator.scene(SEED, "train", position + 1).toReferringImage();
    return scene.withExpressions(scene.expressions().subList(0, expressions));
  }

  /** Words of all expressions. */
  List<String> words() {
    var texts =
        IntStream.range(0, count)
            .mapToObj(this::read)
            .flatMap(scene -> scene.expressions().stream())
            .map(Expression::text);
    return Vocabulary.of(texts.toList()).words();
  }
}
