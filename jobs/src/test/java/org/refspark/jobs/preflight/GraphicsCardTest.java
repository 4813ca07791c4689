package org.refspark.jobs.preflight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphicsCardTest {
  @Test
  void cardsAreReadAsTheDriverPrintsThem() throws IOException {
    assertEquals(
        List.of(
            new GraphicsCard("NVIDIA A100-SXM4-40GB", "535.104.05", "8.0"),
            new GraphicsCard("Tesla T4", "470.82.01", "7.5")),
        GraphicsCard.parse("NVIDIA A100-SXM4-40GB, 535.104.05, 8.0\nTesla T4, 470.82.01, 7.5"));
    assertEquals(List.of(), GraphicsCard.parse(""));
  }

  @Test
  void otherLinesAreNamed() {
    var refusal =
        assertThrows(IOException.class, () -> GraphicsCard.parse("No devices were found"));
    assertTrue(refusal.getMessage().contains("No devices were found"), refusal.getMessage());
  }

  /** K80 3.7, M60 5.2, T4 7.5, A10 8.6, L4 8.9; K40 3.5, H100 9.0, B200 10.0. */
  @ParameterizedTest
  @CsvSource({
    "3.7,true",
    "5.2,true",
    "7.5,true",
    "8.6,true",
    "8.9,true",
    "3.5,false",
    "2.1,false",
    "9.0,false",
    "10.0,false"
  })
  void machineCodeIsThereFromKeplerToAda(String capability, boolean supported) {
    assertEquals(supported, new GraphicsCard("any", "1", capability).isSupported());
  }
}
