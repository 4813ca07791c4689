package org.refspark.model.graph;

import java.util.List;
import org.refspark.model.Work;

/**
 * The work of plans that run one after the other.
 *
 * @param plans each of them once
 */
public record PlannedWork(List<Plan> plans) implements Work {
  public PlannedWork {
    plans = List.copyOf(plans);
  }

  @Override
  public long multiplyAdds() {
    return plans.stream().mapToLong(Plan::multiplyAdds).sum();
  }

  @Override
  public long bytes() {
    return plans.stream().mapToLong(Plan::bytes).sum();
  }

  @Override
  public void listen(Listener listener) {
    plans.forEach(plan -> plan.listen(listener));
  }
}
