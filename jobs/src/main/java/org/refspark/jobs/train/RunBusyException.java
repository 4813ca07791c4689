package org.refspark.jobs.train;

import java.io.IOException;
import java.util.Optional;

/** Another driver works on the run directory: trying again later is worthwhile. */
public final class RunBusyException extends IOException {
  private static final long serialVersionUID = 1L;

  private RunBusyException(String message) {
    super(message);
  }

  static RunBusyException of(String place, Optional<Lease.Holder> holder) {
    var who =
        holder
            .map(
                h ->
                    "process %d on %s, last heard of at %s"
                        .formatted(h.pid(), h.host(), h.heartbeat()))
            .orElse("another process");
    return new RunBusyException(
        "%s: in use by %s. Wait for it, stop it, or give this run another directory; a process that"
                .formatted(place, who)
            + " died is noticed after checkpoint.lease-timeout.");
  }
}
