/**
 * Looks at a cluster before work is given to it: what executors run on, their memory and devices,
 * the places they must reach. Knows no network and no data format.
 */
package org.refspark.jobs.preflight;
