/** The whole pipeline as one command. */
package org.refspark.jobs.quickstart;
