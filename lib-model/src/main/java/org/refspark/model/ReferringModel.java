package org.refspark.model;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network that finds what an expression means in a picture. One instance per device and thread;
 * not thread-safe.
 *
 * <p>All weights lie in one flat float32 vector: trainable ones first, then buffers (running
 * statistics), as {@link #layout()} says. The vector is live: writing to it changes the network.
 */
public interface ReferringModel extends AutoCloseable {
  /** Names, shapes, places and groups of the arrays in {@link #parameters()}. */
  ParameterLayout layout();

  /** The live flat vector, {@code [layout().length()]}. */
  INDArray parameters();

  /**
   * Forward and backward over one mini-batch, in training mode; buffers such as running statistics
   * are updated in {@link #parameters()}, weights are not.
   *
   * @param batch pictures with the expressions to learn from
   * @param seed of everything random in the step (sampling, dropout): equal inputs and seed give
   *     equal gradients
   * @param gradient receives the gradient of the mean loss, {@code [layout().trainableLength()]}
   * @throws IllegalArgumentException where the batch is larger than the network was built for
   */
  StepReport gradient(List<Query> batch, long seed, INDArray gradient);

  /**
   * Decodes the pictures of a batch that {@link #gradient} will be called with, and what else of it
   * can be done ahead; changes no result. Another thread may call it while this model works.
   */
  default void prepare(List<Query> batch) {}

  /**
   * What the network finds, by expression.
   *
   * @param query one picture and its expressions
   * @param maskSize side of the square grid that masks and boxes are given in, pixels; 0 for the
   *     picture's own size
   * @return for each expression of the query, detections with the highest score first
   */
  List<List<Detection>> detect(Query query, int maskSize);

  @Override
  void close();
}
