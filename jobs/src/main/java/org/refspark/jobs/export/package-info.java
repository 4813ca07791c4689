/** A run's model as a package of its own, with a card for people. */
package org.refspark.jobs.export;
