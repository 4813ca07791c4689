package org.refspark.jobs.sweep;

/**
 * One run of a sweep.
 *
 * @param name of its folder under {@code trials/}
 * @param point what is tried
 * @param seed of {@code train.seed}
 */
record Trial(String name, Point point, long seed) {
  static Trial of(Point point, long seed) {
    return new Trial(point.folder() + "-s" + seed, point, seed);
  }
}
