/** Answers for single pictures: an overlay for people, a JSON document for programs. */
package org.refspark.jobs.predict;
