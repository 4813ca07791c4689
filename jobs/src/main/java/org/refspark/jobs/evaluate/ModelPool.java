package org.refspark.jobs.evaluate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.jobs.device.Device;
import org.refspark.jobs.device.NetworksKept;
import org.refspark.model.ReferringModel;

/**
 * Networks of this machine that wait for their next task, so that one is built per concurrent task
 * and not per task; each task's is one of its own device. Networks of another configuration or
 * other weights give way.
 */
final class ModelPool {
  private static final ModelPool OF_THIS_MACHINE = new ModelPool();

  // By configuration and weights; the one used last is the last.
  private final Map<String, Map<Device, Deque<ReferringModel>>> idle = new LinkedHashMap<>();

  /** The one pool of this JVM. */
  static ModelPool ofThisMachine() {
    return OF_THIS_MACHINE;
  }

  /**
   * A network with these weights, for one task.
   *
   * @param device of the task
   * @param weightsKey equal for equal weights
   * @param weights the flat parameter vector
   */
  Lent borrow(ModelFactory factory, Device device, String weightsKey, float[] weights) {
    var wanted = wanted(factory, weightsKey);
    synchronized (this) {
      var ofKey = idle.remove(wanted);
      idle.put(wanted, ofKey == null ? new HashMap<>() : ofKey);
      closeOldest();
      var waiting = idle.get(wanted).get(device);
      if (waiting != null && !waiting.isEmpty()) {
        return new Lent(this, wanted, device, waiting.pop());
      }
    }
    return new Lent(this, wanted, device, load(factory, weights));
  }

  private void closeOldest() {
    while (idle.size() > Math.max(1, NetworksKept.here())) {
      var oldest = idle.keySet().iterator().next();
      idle.remove(oldest).values().forEach(models -> models.forEach(ReferringModel::close));
    }
  }

  private static String wanted(ModelFactory factory, String weightsKey) {
    return factory.key() + " " + weightsKey;
  }

  static ReferringModel load(ModelFactory factory, float[] weights) {
    var model = factory.create();
    long expected = model.layout().length();
    if (weights.length != expected) {
      model.close();
      throw new IllegalArgumentException(
          "%,d weights for a network of %,d parameters".formatted(weights.length, expected));
    }
    if (expected > 0) {
      model.parameters().assign(Nd4j.createFromArray(weights));
    }
    return model;
  }

  private synchronized void giveBack(String ofKey, Device device, ReferringModel model) {
    var models = idle.get(ofKey);
    if (models != null) {
      models.computeIfAbsent(device, d -> new ArrayDeque<>()).push(model);
    } else {
      model.close();
    }
  }

  /** A borrowed network; closing it gives it back, unless the task failed. */
  static final class Lent implements AutoCloseable {
    private final ModelPool pool;
    private final String key;
    private final Device device;
    private final ReferringModel model;
    private boolean whole;

    private Lent(ModelPool pool, String key, Device device, ReferringModel model) {
      this.pool = pool;
      this.key = key;
      this.device = device;
      this.model = model;
    }

    ReferringModel model() {
      return model;
    }

    /** The task went well: the network may be used again. */
    void markWhole() {
      whole = true;
    }

    @Override
    public void close() {
      if (whole) {
        pool.giveBack(key, device, model);
      } else {
        model.close();
      }
    }
  }
}
