/**
 * Pictures for people: objects marked in a picture, panels beside each other, and the steps of a
 * model's answer. Knows pictures, masks and boxes; neither Spark nor HTML.
 */
package org.refspark.jobs.report.picture;
