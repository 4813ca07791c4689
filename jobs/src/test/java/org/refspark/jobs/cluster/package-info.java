/** Commands on clusters of real processes: run by {@code mvn -B verify -Pcluster}. */
package org.refspark.jobs.cluster;
