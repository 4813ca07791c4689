/**
 * Versions of a model with where they came from, and which of them is the champion. Knows nothing
 * of how versions are made.
 */
package org.refspark.jobs.registry;
