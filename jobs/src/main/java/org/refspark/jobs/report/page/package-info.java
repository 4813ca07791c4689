/**
 * What pages are made of: the frame with its style and script, plots, tables, pictures. Knows
 * nothing of runs, sweeps and registries, whose reports are written with it.
 */
package org.refspark.jobs.report.page;
