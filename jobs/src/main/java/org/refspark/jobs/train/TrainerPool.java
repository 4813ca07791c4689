package org.refspark.jobs.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.refspark.model.Trainer;

/**
 * Trainers of this machine that wait for their next task, so that a network is built once and not
 * once per round. Tasks that run at the same time borrow different ones.
 */
final class TrainerPool {
  private static final TrainerPool OF_THIS_MACHINE = new TrainerPool();

  private final Map<String, Deque<Trainer>> idle = new HashMap<>();

  TrainerPool() {}

  /** The one pool of this JVM. */
  static TrainerPool ofThisMachine() {
    return OF_THIS_MACHINE;
  }

  /** A trainer for one task; its values are whatever the last task left. */
  Trainer borrow(TrainerFactory factory) {
    List<Trainer> others;
    synchronized (this) {
      var waiting = idle.get(factory.key());
      if (waiting != null && !waiting.isEmpty()) {
        return waiting.pop();
      }
      others = takeAll();
    }
    // Networks of other configurations give way: memory holds few of them.
    others.forEach(Trainer::close);
    return factory.create();
  }

  /** Takes back a trainer whose task went well; one that failed is to be closed instead. */
  synchronized void giveBack(TrainerFactory factory, Trainer trainer) {
    idle.computeIfAbsent(factory.key(), key -> new ArrayDeque<>()).push(trainer);
  }

  private List<Trainer> takeAll() {
    var all = new ArrayList<Trainer>();
    idle.values().forEach(all::addAll);
    idle.clear();
    return all;
  }
}
