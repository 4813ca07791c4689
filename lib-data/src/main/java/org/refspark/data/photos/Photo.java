package org.refspark.data.photos;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.refspark.data.Expression;
import org.refspark.data.Instance;
import org.refspark.data.ReferringImage;

/**
 * One generated photo.
 *
 * @param scene what it shows
 * @param jpeg its pixels
 */
public record Photo(PhotoScene scene, byte[] jpeg) {
  public Photo {
    Objects.requireNonNull(scene, "scene");
    Objects.requireNonNull(jpeg, "jpeg");
  }

  /**
   * The photo with all its sentences, those of one object with the same referent: id {@code
   * <split>/<number>}.
   */
  public ReferringImage toReferringImage() {
    String id = scene.split() + "/" + scene.number();
    var instances = new ArrayList<Instance>();
    var expressions = new ArrayList<Expression>();
    for (PhotoObject object : scene.objects()) {
      for (String sentence : object.sentences()) {
        var meant = List.of(instances.size());
        String referent = id + " object " + instances.size();
        expressions.add(new Expression(id + "#" + expressions.size(), sentence, meant, referent));
      }
      instances.add(
          new Instance(object.category().id(), object.mask(scene.height(), scene.width())));
    }
    return new ReferringImage(
        id, scene.split(), scene.width(), scene.height(), jpeg, instances, expressions);
  }
}
