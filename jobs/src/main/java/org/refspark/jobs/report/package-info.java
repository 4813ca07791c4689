/**
 * Reports: of a run as one page with curves, metrics, pictures and facts, and of two runs beside
 * each other. What pages are made of is in {@code page}, what is drawn into pictures in {@code
 * picture}.
 */
package org.refspark.jobs.report;
