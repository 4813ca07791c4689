package org.refspark.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.data.ReferringImage;
import org.refspark.model.graph.HostArray;

/** What {@link ReferringModel#prepare} promises of every network. */
public final class PreparedBatches {
  private static final int PICTURES = 2;

  private PreparedBatches() {}

  /**
   * Asserts that gradients are those of a network that prepares nothing, bit for bit, where batches
   * are prepared first and where the next ones are prepared by another thread meanwhile.
   *
   * @param network a new one at each call, always with the same weights; takes two pictures with
   *     two expressions each
   * @param images an even number, with two expressions or more
   */
  public static void leaveGradientsAsTheyAre(
      Supplier<? extends ReferringModel> network, List<ReferringImage> images) throws Exception {
    // Networks share prepared pictures: other ids keep each of the three on its own.
    var plain = new ArrayList<float[]>();
    try (var model = network.get()) {
      for (var batch : batches("plain/", images)) {
        plain.add(gradient(model, batch));
      }
    }
    try (var model = network.get()) {
      var batches = batches("prepared/", images);
      for (int i = 0; i < plain.size(); i++) {
        model.prepare(batches.get(i));
        assertArrayEquals(plain.get(i), gradient(model, batches.get(i)), "prepared, batch " + i);
      }
    }
    try (var model = network.get()) {
      var batches = batches("meanwhile/", images);
      for (int i = 0; i < plain.size(); i++) {
        var next = batches.get((i + 1) % batches.size());
        var gradient = gradientWhilePreparing(model, batches.get(i), next);
        assertArrayEquals(plain.get(i), gradient, "while others are prepared, batch " + i);
      }
    }
    assertTrue(IntStream.range(0, plain.get(0).length).anyMatch(i -> plain.get(0)[i] != 0));
  }

  private static List<List<Query>> batches(String prefix, List<ReferringImage> images) {
    var batches = new ArrayList<List<Query>>();
    for (int from = 0; from < images.size(); from += PICTURES) {
      batches.add(
          images.subList(from, from + PICTURES).stream()
              .map(image -> new Query(renamed(prefix, image), List.of(0, 1)))
              .toList());
    }
    return batches;
  }

  private static ReferringImage renamed(String prefix, ReferringImage image) {
    return new ReferringImage(
        prefix + image.id(),
        image.split(),
        image.width(),
        image.height(),
        image.picture(),
        image.instances(),
        image.expressions());
  }

  private static float[] gradient(ReferringModel model, List<Query> batch) {
    var gradient = Nd4j.zeros(DataType.FLOAT, model.layout().trainableLength());
    model.gradient(batch, 3, gradient);
    return HostArray.copy(gradient);
  }

  private static float[] gradientWhilePreparing(
      ReferringModel model, List<Query> batch, List<Query> next) throws Exception {
    var begun = new CountDownLatch(1);
    var done = new AtomicBoolean();
    var thread = Executors.newSingleThreadExecutor();
    try {
      var preparing =
          thread.submit(
              () -> {
                begun.countDown();
                do {
                  model.prepare(next);
                } while (!done.get());
              });
      begun.await();
      var gradient = gradient(model, batch);
      done.set(true);
      preparing.get();
      return gradient;
    } finally {
      done.set(true);
      thread.shutdown();
    }
  }
}
