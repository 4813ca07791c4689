/**
 * Sweeps: many trials of one training with other settings, side by side, and what they came to. A
 * trial is an ordinary run; nothing here trains or measures by itself.
 */
package org.refspark.jobs.sweep;
