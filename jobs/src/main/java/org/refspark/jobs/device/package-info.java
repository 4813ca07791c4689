/**
 * Which device a task computes on: always the one that Spark has given it, never one that is chosen
 * here. Knows no networks.
 */
package org.refspark.jobs.device;
