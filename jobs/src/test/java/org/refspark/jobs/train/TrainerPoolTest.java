package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.device.Device;
import org.refspark.jobs.device.Nd4jEngine;

class TrainerPoolTest {
  private static Device gpu(int number) {
    return new Device(Optional.of(number), Nd4jEngine.INSTANCE);
  }

  @Test
  void tasksAtTheSameTimeHaveTrainersOfTheirOwnAndLaterOnesReuseThem() {
    var pool = new TrainerPool(() -> 1);
    var first = pool.borrow(ToyFactory.sgd(), Device.CPU);
    var second = pool.borrow(ToyFactory.sgd(), Device.CPU);
    assertNotSame(first, second);

    pool.giveBack(ToyFactory.sgd(), Device.CPU, first);
    assertSame(first, pool.borrow(ToyFactory.sgd(), Device.CPU));
  }

  @Test
  void trainersOfOtherConfigurationsGiveWay() {
    var pool = new TrainerPool(() -> 1);
    var sgd = pool.borrow(ToyFactory.sgd(), Device.CPU);
    pool.giveBack(ToyFactory.sgd(), Device.CPU, sgd);

    assertNotSame(sgd, pool.borrow(ToyFactory.momentum(), Device.CPU));
    assertNotSame(sgd, pool.borrow(ToyFactory.sgd(), Device.CPU));
  }

  @Test
  void eachDeviceKeepsItsOwnTrainer() {
    var pool = new TrainerPool(() -> 1);
    var zero = pool.borrow(ToyFactory.sgd(), gpu(0));
    pool.giveBack(ToyFactory.sgd(), gpu(0), zero);

    var one = pool.borrow(ToyFactory.sgd(), gpu(1));
    assertNotSame(zero, one);
    pool.giveBack(ToyFactory.sgd(), gpu(1), one);

    assertSame(zero, pool.borrow(ToyFactory.sgd(), gpu(0)));
    assertSame(one, pool.borrow(ToyFactory.sgd(), gpu(1)));
  }

  @Test
  void runsThatShareAProcessKeepTheTrainersOfEachAndTheOldestGivesWay() {
    var pool = new TrainerPool(() -> 2);
    var sgd = pool.borrow(ToyFactory.sgd(), Device.CPU);
    pool.giveBack(ToyFactory.sgd(), Device.CPU, sgd);
    var momentum = pool.borrow(ToyFactory.momentum(), Device.CPU);
    pool.giveBack(ToyFactory.momentum(), Device.CPU, momentum);

    assertSame(sgd, pool.borrow(ToyFactory.sgd(), Device.CPU));
    pool.borrow(ToyFactory.failing(), Device.CPU);
    assertNotSame(momentum, pool.borrow(ToyFactory.momentum(), Device.CPU));
  }
}
