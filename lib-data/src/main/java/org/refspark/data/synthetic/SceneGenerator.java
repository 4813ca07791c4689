package org.refspark.data.synthetic;

/**
 * Draws scenes: a pure function of (specification, split, number), so any task can make any one.
 */
public final class SceneGenerator {
  private SceneGenerator() {}

  /** A scene of the published size, see {@link SceneSpec#of(long)}. */
  public static SyntheticScene scene(long seed, String split, int number) {
    return scene(SceneSpec.of(seed), split, number);
  }

  /**
   * One scene.
   *
   * @param split any name; scenes of one number differ between splits
   * @param number key within the split, from 1
   */
  public static SyntheticScene scene(SceneSpec spec, String split, int number) {
    throw new UnsupportedOperationException("the drawing of scene " + number + " follows");
  }
}
