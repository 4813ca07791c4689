package org.refspark.jobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.refspark.data.photos.PhotoFiles;
import org.refspark.data.photos.PhotoGenerator;
import org.refspark.data.photos.PhotoSpec;
import org.refspark.data.pickle.PickleLimits;
import org.refspark.data.pickle.PickleReader;
import org.refspark.jobs.command.ExitCode;

class SynthesizeTest {
  @TempDir Path folder;

  @Test
  void photosAreWrittenInRefcocosLayoutAsTheyAreMade() throws IOException {
    String printed = synthesize(ExitCode.DONE, "scenes.train=18", "scenes.val=2", "scenes.test=3");
    assertTrue(
        printed.contains("testA  scenes: 2") && printed.contains("testB  scenes: 1"), printed);
    var photo = PhotoGenerator.photo(new PhotoSpec(9, 96, 2, 3), "testB", 1);
    assertArrayEquals(
        photo.jpeg(), Files.readAllBytes(folder.resolve(PhotoFiles.picturePath(photo.scene()))));
    var instances = new ObjectMapper().readTree(folder.resolve("refcoco/instances.json").toFile());
    assertEquals(23, instances.path("images").size());
    var references = references();
    var last = (Map<?, ?>) references.get(references.size() - 1);
    assertEquals("testB", last.get("split"));
    assertEquals(3_000_001L, last.get("image_id"));
  }

  @Test
  void filesAreTheSameOnOneCoreAndOnTwo() throws IOException {
    synthesize(ExitCode.DONE, "scenes.train=20", "scenes.val=0", "spark.master=local[1]");
    byte[] first = Files.readAllBytes(folder.resolve(PhotoFiles.REFERENCES));
    synthesize(ExitCode.DONE, "scenes.train=20", "scenes.val=0");
    assertArrayEquals(first, Files.readAllBytes(folder.resolve(PhotoFiles.REFERENCES)));
  }

  @ParameterizedTest
  @CsvSource({
    "photos, refcoco/refs(unc).p",
    "photos, refcoco/refs(google).p",
    "photos, refcoco/instances.json",
    "photos, images/mscoco/images/train2014/COCO_train2014_000000000009.jpg",
    "sketches, sentence_instance_val.json",
    "sketches, test/DRAWING_GT/L0_sample1.png",
    "sketches, train/INSTANCE_GT/sample_1_instance.mat"
  })
  void foldersOfPublishedFilesAreNeverWrittenInto(String kind, String path) throws IOException {
    Files.createDirectories(folder.resolve(path).getParent());
    Files.writeString(folder.resolve(path), "published");
    String printed =
        synthesize(ExitCode.DATA, "scenes.kind=" + kind, "scenes.train=1", "scenes.val=0");
    assertTrue(printed.contains(path + " is there already"), printed);
    assertEquals("published", Files.readString(folder.resolve(path)));
    assertFalse(Files.exists(folder.resolve("synthetic.txt")));
  }

  @Test
  void drawingIsGivenUpAtItsDeadline() {
    for (String kind : List.of("photos", "sketches")) {
      String printed =
          synthesize(
              ExitCode.RETRY,
              "scenes.kind=" + kind,
              "scenes.train=400",
              "scenes.val=0",
              "deadlines.synthesize=1s");
      assertTrue(printed.contains("deadlines.synthesize"), printed);
    }
  }

  private List<?> references() throws IOException {
    byte[] pickle = Files.readAllBytes(folder.resolve(PhotoFiles.REFERENCES));
    return (List<?>) new PickleReader(Map.of(), PickleLimits.DEFAULT).read("refs", pickle);
  }

  private String synthesize(ExitCode expected, String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                "synthesize",
                "out=" + folder,
                "scenes.kind=photos",
                "scenes.seed=9",
                "scenes.photos.size=96",
                "scenes.photos.least-objects=2",
                "scenes.photos.most-objects=3",
                "spark.master=local[2]"));
    arguments.addAll(List.of(more));
    var out = new ByteArrayOutputStream();
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    var exit = Main.run(arguments.toArray(String[]::new), stream, stream);
    String printed = out.toString(StandardCharsets.UTF_8);
    assertEquals(expected, exit, printed);
    return printed;
  }
}
