package org.refspark.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigBinderTest {
  enum Norm {
    BATCH,
    GROUP_NORM
  }

  record Inner(double maxShare) {
    Inner {
      Allowed.between(0, 1, "max-share", maxShare);
    }
  }

  record Section(
      int count,
      long big,
      double rate,
      boolean on,
      String name,
      Norm norm,
      Duration every,
      Optional<String> maybe,
      List<Integer> sizes,
      Map<String, Double> weights,
      Inner inner) {
    Section {
      if (sizes.isEmpty()) {
        throw new IllegalArgumentException("at least one size is needed");
      }
    }
  }

  private static final String WHOLE =
      """
      section {
        count = 3
        big = 1e10
        rate = 1e-4
        on = yes
        name = 17
        norm = group-norm
        every = 5m
        maybe = null
        sizes = [1, "2"]
        weights { cat = 0.5 }
        inner.max-share = 0.25
      }
      """;

  @Test
  void everyKindOfComponentIsRead() {
    assertEquals(
        new Section(
            3,
            10_000_000_000L,
            1e-4,
            true,
            "17",
            Norm.GROUP_NORM,
            Duration.ofMinutes(5),
            Optional.empty(),
            List.of(1, 2),
            Map.of("cat", 0.5),
            new Inner(0.25)),
        bind(WHOLE));
  }

  @Test
  void unknownKeysAreRefusedWithTheNearestKnownName() {
    assertRefused(
        WHOLE.replace("rate =", "rtae ="),
        "unknown key section.rtae; did you mean section.rate? (demo.conf: 4)");
    assertRefused(
        WHOLE.replace("inner.max-share", "inner.maxShare"),
        "unknown key section.inner.maxShare; did you mean section.inner.max-share?");
  }

  @Test
  void missingKeysAreNamedWithWhatIsExpected() {
    assertRefused(
        WHOLE.replace("count = 3", ""), "section.count is missing, expected a whole number");
  }

  @Test
  void valuesOfTheWrongKindAreToldWithKeyValueExpectationAndPlace() {
    assertRefused(
        WHOLE.replace("count = 3", "count = many"),
        "section.count is \"many\", expected a whole number (demo.conf: 2)");
    assertRefused(
        WHOLE.replace("count = 3", "count = 1.5"), "section.count is 1.5, expected a whole");
    assertRefused(WHOLE.replace("count = 3", "count = 3000000000"), "section.count is 3000000000");
    assertRefused(
        WHOLE.replace("group-norm", "layer"),
        "section.norm is \"layer\", expected one of batch, group-norm (demo.conf: 7)");
    assertRefused(WHOLE.replace("5m", "soon"), "section.every is \"soon\", expected a duration");
    assertRefused(
        WHOLE.replace("\"2\"", "x"), "section.sizes[1] is \"x\", expected a whole number");
    assertRefused(WHOLE.replace("1e-4", "NaN"), "section.rate is \"NaN\", expected a number");
    assertRefused(
        WHOLE.replace("{ cat = 0.5 }", "= 3"), "section.weights is 3, expected a section");
  }

  @Test
  void whatARecordRefusesIsToldWithTheKeyAndThePlaceWhereItWasSet() {
    assertRefused(
        WHOLE.replace("0.25", "1.5"),
        "section.inner.max-share is 1.5, expected 0.0 to 1.0 (demo.conf: 12)");
    assertRefused(WHOLE.replace("[1, \"2\"]", "[]"), "section: at least one size is needed");
  }

  private static Section bind(String text) {
    var options = ConfigParseOptions.defaults().setOriginDescription("demo.conf");
    return ConfigBinder.bind(ConfigFactory.parseString(text, options), Section.class, "section");
  }

  private static void assertRefused(String text, String message) {
    var error = assertThrows(ConfigurationException.class, () -> bind(text));
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }
}
