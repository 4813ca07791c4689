package org.refspark.jobs.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.refspark.jobs.device.Device;
import org.refspark.model.Trainer;

/**
 * Trainers of this machine that wait for their next task, so that a network is built once and not
 * once per round. Tasks that run at the same time borrow different ones, each of its own device.
 */
final class TrainerPool {
  private static final TrainerPool OF_THIS_MACHINE = new TrainerPool();

  private final Map<Key, Deque<Trainer>> idle = new HashMap<>();

  private record Key(String factory, Device device) {}

  TrainerPool() {}

  /** The one pool of this JVM. */
  static TrainerPool ofThisMachine() {
    return OF_THIS_MACHINE;
  }

  /** A trainer for one task; its values are whatever the last task left. */
  Trainer borrow(TrainerFactory factory, Device device) {
    List<Trainer> others;
    synchronized (this) {
      var waiting = idle.get(new Key(factory.key(), device));
      if (waiting != null && !waiting.isEmpty()) {
        return waiting.pop();
      }
      others = takeOthers(factory.key());
    }
    // Networks of other configurations give way: memory holds few of them.
    others.forEach(Trainer::close);
    return factory.create();
  }

  /** Takes back a trainer whose task went well; one that failed is to be closed instead. */
  synchronized void giveBack(TrainerFactory factory, Device device, Trainer trainer) {
    idle.computeIfAbsent(new Key(factory.key(), device), key -> new ArrayDeque<>()).push(trainer);
  }

  private List<Trainer> takeOthers(String factory) {
    var others = new ArrayList<Trainer>();
    var keys = idle.keySet().iterator();
    while (keys.hasNext()) {
      var key = keys.next();
      if (!key.factory().equals(factory)) {
        others.addAll(idle.get(key));
        keys.remove();
      }
    }
    return others;
  }
}
