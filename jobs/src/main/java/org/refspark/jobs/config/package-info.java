/**
 * Typed, validated configuration: HOCON files and {@code key=value} overrides become Java records.
 *
 * <p>One record per section of {@code reference.conf}, which holds every default with a comment.
 * Keys are the records' component names in kebab case. Unknown keys are refused.
 */
package org.refspark.jobs.config;
