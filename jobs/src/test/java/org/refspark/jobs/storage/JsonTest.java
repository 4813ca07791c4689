package org.refspark.jobs.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.data.DataFormatException;

class JsonTest {
  private static final String NAME = "note.json";
  private static final Note NOTE = new Note(7, 0.25, List.of("two sheep", "ein Schäfchen"));

  @TempDir Path folder;

  record Note(int number, double share, List<String> words) {}

  @Test
  void everyChangedBitOfASealedDocumentIsFoundAndTheFileNamed() throws IOException {
    Json.write(storage(), NAME, NOTE);
    assertEquals(NOTE, Json.read(storage(), NAME, Note.class));
    var file = folder.resolve(NAME);
    byte[] whole = Files.readAllBytes(file);
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] changed = whole.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, changed);
      var error =
          assertThrows(
              DataFormatException.class,
              () -> Json.read(storage(), NAME, Note.class),
              () -> new String(changed, StandardCharsets.UTF_8));
      assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
    }
  }

  @Test
  void aSealedDocumentIsJsonThatEndsWithItsHash() throws IOException {
    var names = new ArrayList<String>();
    new ObjectMapper().readTree(Json.sealed(NOTE)).fieldNames().forEachRemaining(names::add);
    assertEquals(List.of("number", "share", "words", "sha256"), names);
  }

  @Test
  void aDocumentWithoutASealIsRead() throws IOException {
    Files.writeString(
        folder.resolve(NAME), "{\"number\": 1, \"share\": 0, \"words\": [\"written by hand\"]}");
    assertEquals(
        new Note(1, 0, List.of("written by hand")), Json.read(storage(), NAME, Note.class));
  }

  private Storage storage() throws IOException {
    return Storage.at(folder.toString(), new Configuration());
  }
}
