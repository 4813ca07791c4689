package org.refspark.model.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.refspark.model.metrics.Convention.Sentences;

class ConventionTest {
  /** IoU of exactly 1/2 over 10 pixels, of 1 over 90, and of nothing with nothing. */
  private static final List<ExpressionScore> SCORES =
      List.of(score(1, 5, 10), score(2, 90, 90), score(3, 0, 0));

  @Test
  void theSameMasksHaveDifferentFiguresByConvention() {
    var cris = values(Convention.CRIS);
    var lavt = values(Convention.LAVT);

    assertEquals((5 / (10 + 1e-6) + 90 / (90 + 1e-6)) / 3, cris.get("mIoU"), 1e-15);
    assertEquals(1 / 3.0, cris.get("Prec@0.5"), 1e-15, "a half is not above a half");
    assertEquals(95 / 100.0, lavt.get(Convention.LAVT.headline()), 1e-15);
    assertEquals(2 / 3.0, lavt.get("Prec@0.5"), 1e-15, "a half is at least a half");
    assertEquals(2.5 / 3, values(Convention.NONE).get("mIoU"), 1e-15);
  }

  @Test
  void papersAreKnownByTheirModels() {
    assertEquals(Optional.of(0.35), Convention.ofPaper("mmnet").maskThreshold());
    assertEquals(Optional.of(0.25), Convention.ofPaper("lts").maskThreshold());
    assertEquals("AP.per-expression", Convention.ofPaper("grm-net").headline());
    var unknown = assertThrows(IllegalArgumentException.class, () -> Convention.ofPaper("toy"));
    assertTrue(unknown.getMessage().contains("grm-net, mmnet or lts"), unknown.getMessage());
  }

  @Test
  void crisAsksOneSentenceInValAndAllInTests() {
    assertTrue(Convention.CRIS.sentences().firstOnly("val"));
    assertFalse(Convention.CRIS.sentences().firstOnly("testA"));
    assertFalse(Convention.LAVT.sentences().firstOnly("val"));
    assertTrue(Sentences.FIRST.firstOnly("testA"));
  }

  private static java.util.Map<String, Double> values(Convention convention) {
    return ExpressionMetrics.of(SCORES, convention.iou()).values();
  }

  private static ExpressionScore score(int id, long intersection, long union) {
    return new ExpressionScore(
        "p", "e" + id, new double[10], intersection, union, 1, 1, Pointing.NONE);
  }
}
