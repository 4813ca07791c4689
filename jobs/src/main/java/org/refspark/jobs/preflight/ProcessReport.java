package org.refspark.jobs.preflight;

import java.io.Serializable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * What one process of the application found.
 *
 * @param process {@code driver}, or {@code executor} and Spark's name for it
 * @param host its machine
 * @param asked milliseconds of its clock when it was asked
 * @param checks in the order of looking
 */
record ProcessReport(String process, String host, long asked, List<Check> checks)
    implements Serializable {
  ProcessReport {
    checks = List.copyOf(checks);
  }

  /** What was found on this machine, now. */
  static ProcessReport here(String process, List<Check> checks) throws UnknownHostException {
    var host = InetAddress.getLocalHost().getHostName();
    return new ProcessReport(process, host, System.currentTimeMillis(), checks);
  }
}
