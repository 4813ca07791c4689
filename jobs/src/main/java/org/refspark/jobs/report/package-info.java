/**
 * The report of a run: one static page with curves, metrics and facts, and pages of pictures. Opens
 * from disk; nothing in it is fetched from elsewhere.
 */
package org.refspark.jobs.report;
