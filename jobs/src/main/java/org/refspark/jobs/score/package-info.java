/** Scores COCO results files; the arithmetic is lib-model's. */
package org.refspark.jobs.score;
