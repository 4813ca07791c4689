package org.refspark.model;

/** What some work of a network costs, and where its time goes. */
public interface Work {
  /**
   * Multiply-adds of the forward direction, each time the work is done or, where that differs, the
   * last time: of convolutions, linear layers, matrix products, attention and recurrent cells. All
   * else (normalisation, activations, resizing, sampling of regions) counts nothing.
   */
  long multiplyAdds();

  /** Bytes outside the heap that the work keeps beside the weights. */
  long bytes();

  /** Tells the time of each operation to a listener from now on; null stops it. */
  void listen(Listener listener);

  /** Sees each operation that has run. */
  interface Listener {
    /**
     * @param kernel name of the operation; gradients are operations of their own
     * @param nanoseconds it took
     */
    void ran(String kernel, long nanoseconds);
  }
}
