package org.refspark.jobs.train;

/** Exceptions as Scala throws them: checked, and not declared. */
final class Undeclared {
  private Undeclared() {}

  static void throwIt(Throwable failure) {
    Undeclared.<RuntimeException>throwAs(failure);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> void throwAs(Throwable failure) throws T {
    throw (T) failure;
  }
}
