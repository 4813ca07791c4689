/** From configuration to networks: the one place that knows which models there are. */
package org.refspark.jobs.network;
