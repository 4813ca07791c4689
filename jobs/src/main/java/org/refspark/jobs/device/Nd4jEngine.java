package org.refspark.jobs.device;

import java.util.Optional;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;

/**
 * ND4J. Its backend for GPUs is there in the build {@code mvn -Pcuda} alone; which of its backends
 * a process takes is told to it by its environment, see {@link org.refspark.jobs.command.Cluster}.
 */
public enum Nd4jEngine implements Engine {
  INSTANCE;

  private static final String CUDA_BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";

  @Override
  public boolean usesGpus() {
    return !Nd4j.getEnvironment().isCPU();
  }

  @Override
  public Optional<Obstacle> obstacle() {
    return usesGpus() ? Optional.empty() : Optional.of(obstacle(CUDA_BACKEND));
  }

  /**
   * Why a backend is not the one that this process has.
   *
   * @param backend the name of its class
   */
  static Obstacle obstacle(String backend) {
    Class<? extends Nd4jBackend> type;
    try {
      type =
          Class.forName(backend, false, Nd4jEngine.class.getClassLoader())
              .asSubclass(Nd4jBackend.class);
    } catch (ClassNotFoundException e) {
      return new Obstacle(
          "this build has the engine for CPUs only",
          "build with mvn -Pcuda, set compute.device=cpu, or allow compute.cpu-fallback=true");
    }
    try {
      type.getDeclaredConstructor().newInstance().canRun();
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      return new Obstacle(
          "there is no GPU that CUDA 11.6 can use here, or no driver (%s)".formatted(root(e)),
          "install NVIDIA's driver (510 or newer) and CUDA 11.6, or build with mvn"
              + " -Pcuda,cuda-redist, which brings the latter along; deploy/gpus.sh must print the GPUs"
              + " there");
    }
    return new Obstacle(
        "this process has been told to compute on the CPU",
        "let the environment of executors have BACKEND_PRIORITY_CPU=0, which they get where"
            + " spark.executor.resource.gpu.amount is set");
  }

  private static String root(Throwable failure) {
    var cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause.toString().lines().findFirst().orElse("");
  }

  @Override
  public void bind(int gpu) {
    Nd4j.getAffinityManager().unsafeSetDevice(gpu);
  }
}
