package org.refspark.jobs.device;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The GPUs that tasks of this process compute on now. */
final class DevicesInUse {
  private final Map<Integer, Set<Long>> tasks = new HashMap<>();

  /**
   * Notes that a task computes on a GPU.
   *
   * @param most tasks that may share one
   */
  synchronized void claim(int gpu, long task, int most) {
    var users = tasks.computeIfAbsent(gpu, number -> new TreeSet<>());
    if (!users.contains(task) && users.size() >= most) {
      throw new Obstacle(
              "Spark gave GPU %d to task %d, but the tasks %s of the same process still compute on it"
                  .formatted(gpu, task, users),
              "look at the executor's log; where tasks are to share GPUs, say so:"
                  + " spark.task.resource.gpu.amount=0.5")
          .failure();
    }
    users.add(task);
  }

  /** Notes that a task has ended. */
  synchronized void release(int gpu, long task) {
    tasks.getOrDefault(gpu, new TreeSet<>()).remove(task);
  }
}
