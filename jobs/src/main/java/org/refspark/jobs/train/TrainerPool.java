package org.refspark.jobs.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.refspark.jobs.device.Device;
import org.refspark.jobs.device.NetworksKept;
import org.refspark.model.Trainer;

/**
 * Trainers of this machine that wait for their next task, so that a network is built once and not
 * once per round. Tasks that run at the same time borrow different ones, each of its own device.
 */
final class TrainerPool {
  private static final TrainerPool OF_THIS_MACHINE = new TrainerPool(NetworksKept::here);

  private final Map<Key, Deque<Trainer>> idle = new HashMap<>();
  // The one borrowed last is the last.
  private final LinkedHashSet<String> factories = new LinkedHashSet<>();
  private final IntSupplier kept;

  private record Key(String factory, Device device) {}

  /**
   * @param kept how many configurations have trainers here at most
   */
  TrainerPool(IntSupplier kept) {
    this.kept = kept;
  }

  /** The one pool of this JVM. */
  static TrainerPool ofThisMachine() {
    return OF_THIS_MACHINE;
  }

  /** A trainer for one task; its values are whatever the last task left. */
  Trainer borrow(TrainerFactory factory, Device device) {
    List<Trainer> others;
    synchronized (this) {
      factories.remove(factory.key());
      factories.add(factory.key());
      var waiting = idle.get(new Key(factory.key(), device));
      if (waiting != null && !waiting.isEmpty()) {
        return waiting.pop();
      }
      others = takeOldest();
    }
    // Networks of other configurations give way: memory holds few of them.
    others.forEach(Trainer::close);
    return factory.create();
  }

  /** Takes back a trainer whose task went well; one that failed is to be closed instead. */
  synchronized void giveBack(TrainerFactory factory, Device device, Trainer trainer) {
    factories.add(factory.key());
    idle.computeIfAbsent(new Key(factory.key(), device), key -> new ArrayDeque<>()).push(trainer);
  }

  private List<Trainer> takeOldest() {
    var taken = new ArrayList<Trainer>();
    while (factories.size() > Math.max(1, kept.getAsInt())) {
      var oldest = factories.iterator().next();
      factories.remove(oldest);
      takeAll(oldest, taken);
    }
    return taken;
  }

  private void takeAll(String factory, List<Trainer> into) {
    var keys = idle.keySet().iterator();
    while (keys.hasNext()) {
      var key = keys.next();
      if (key.factory().equals(factory)) {
        into.addAll(idle.get(key));
        keys.remove();
      }
    }
  }
}
