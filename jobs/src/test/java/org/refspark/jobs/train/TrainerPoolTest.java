package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class TrainerPoolTest {
  @Test
  void tasksAtTheSameTimeHaveTrainersOfTheirOwnAndLaterOnesReuseThem() {
    var pool = new TrainerPool();
    var first = pool.borrow(ToyFactory.sgd());
    var second = pool.borrow(ToyFactory.sgd());
    assertNotSame(first, second);

    pool.giveBack(ToyFactory.sgd(), first);
    assertSame(first, pool.borrow(ToyFactory.sgd()));
  }

  @Test
  void trainersOfOtherConfigurationsGiveWay() {
    var pool = new TrainerPool();
    var sgd = pool.borrow(ToyFactory.sgd());
    pool.giveBack(ToyFactory.sgd(), sgd);

    assertNotSame(sgd, pool.borrow(ToyFactory.momentum()));
    assertNotSame(sgd, pool.borrow(ToyFactory.sgd()));
  }
}
