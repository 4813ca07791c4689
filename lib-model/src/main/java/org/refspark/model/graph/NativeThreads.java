package org.refspark.model.graph;

import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Runs small native work on the calling thread alone: waking a sleeping thread takes 60 µs and
 * more, as long as the work itself.
 */
final class NativeThreads {
  /** Half a millisecond on one core. */
  private static final long SMALL_MULTIPLY_ADDS = 50_000_000;

  private static final long SMALL_VALUES = 1 << 18;

  private NativeThreads() {}

  /** The program, on one thread where it has so few multiply-adds. */
  static Runnable forMultiplyAdds(long multiplyAdds, Runnable program) {
    return multiplyAdds < SMALL_MULTIPLY_ADDS ? alone(program) : program;
  }

  /** The program, on one thread where it reads and writes so few values. */
  static Runnable forValues(long values, Runnable program) {
    return values < SMALL_VALUES ? alone(program) : program;
  }

  /** The program on one thread. */
  private static Runnable alone(Runnable program) {
    if (!HostArray.ON_HOST || HostLoop.THREADS == 1) {
      return program;
    }
    var library = NativeOpsHolder.getInstance().getDeviceNativeOps();
    return () -> {
      // The number belongs to the calling thread: tasks beside it keep theirs.
      library.setOmpNumThreads(1);
      try {
        program.run();
      } finally {
        library.setOmpNumThreads(HostLoop.THREADS);
      }
    };
  }
}
