package org.refspark.jobs.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.refspark.data.DataFormatException;

class StorageTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"refcoco+", "refs(unc).p", "a b", "{x,y}", "50%20", "é*?[1]", "#1", "k:v"})
  void namesAreTakenLiterally(String name) throws IOException {
    var storage = at(name).child(name);
    storage.write(name, name.getBytes(UTF_8));
    assertEquals(name, Files.readString(folder.resolve(name).resolve(name).resolve(name)));
    assertArrayEquals(name.getBytes(UTF_8), storage.read(name, 100));
    assertEquals(List.of(name), storage.list(""));
    assertEquals(List.of(name), at(name).list(name));
    assertTrue(storage.exists(name));
  }

  @Test
  void allFilesOfAFolderAreListedByPathButOtherProgramsOwn() throws IOException {
    for (var name : List.of("b/2", "a", "b/c/1", ".hidden", "_SUCCESS", "b/_temporary/x")) {
      at("run").write(name, name.getBytes(UTF_8));
    }
    var files = at("run").files("");
    assertEquals(List.of("a", "b/2", "b/c/1"), files.stream().map(Storage.Listed::path).toList());
    assertEquals(5, files.get(2).bytes());
    long written = Files.getLastModifiedTime(folder.resolve("run/a")).toMillis();
    assertEquals(written, files.get(0).modified());
    assertEquals(List.of(), at("nowhere").files(""));
  }

  @Test
  void aPatternMeansFoldersInTheOrderOfTheirNames() throws IOException {
    for (var name : List.of("in/b/x", "in/a/x", "in/file", "other/c/x")) {
      at("").write(name, name.getBytes(UTF_8));
    }
    assertEquals(List.of(folder + "/in/a", folder + "/in/b"), places(folder + "/in/*"));
    assertEquals(
        List.of(folder + "/in/b", folder + "/other/c"), places(folder + "/{in,other}/{b,c}"));
    assertEquals(List.of(folder + "/in"), places(folder + "/in"));
    assertEquals(List.of(), places(folder + "/none/*"));
    assertEquals("in/a/x", new String(at("in/a").read("x", 10), UTF_8));
  }

  private static List<String> places(String pattern) throws IOException {
    return Storage.folders(pattern, new Configuration()).stream().map(Storage::place).toList();
  }

  @Test
  void nothingButTheFileIsLeftInTheFolder() throws IOException {
    at("run").write("a/b.json", "{}".getBytes(UTF_8));
    assertEquals(List.of("b.json"), at("run").list("a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"022", "077"})
  void permissionsAreThoseThatHadoopGives(String mask) throws IOException {
    var conf = new Configuration();
    conf.set("fs.permissions.umask-mode", mask);
    var given = new org.apache.hadoop.fs.Path(folder + "/hadoop/given");
    var hadoop = FileSystem.newInstance(folder.toUri(), conf);
    hadoop.create(given, true).close();

    Storage.at(folder + "/ours", conf).write("given", new byte[0]);

    for (var place : List.of("", "/given")) {
      assertEquals(
          Files.getPosixFilePermissions(Path.of(folder + "/hadoop" + place)),
          Files.getPosixFilePermissions(Path.of(folder + "/ours" + place)));
    }
  }

  @Test
  void writingTellsTheHashOfTheContent() throws IOException {
    var hash = at("run").write("abc", out -> out.write("abc".getBytes(UTF_8)));
    // FIPS 180-2, appendix B.1
    assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", hash);
    try (var in = at("run").open("abc")) {
      assertEquals(hash, Sha256.of(in));
    }
  }

  @Test
  void aFileWhoseWritingFailedIsNotThere() throws IOException {
    var storage = at("run");
    var error =
        assertThrows(
            IOException.class,
            () ->
                storage.write(
                    "half",
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IOException("the source broke");
                    }));
    assertTrue(error.getMessage().contains(storage.describe("half")), error.getMessage());
    assertTrue(error.getMessage().contains("the source broke"), error.getMessage());
    assertFalse(storage.exists("half"));
  }

  @Test
  void aFullDiskIsToldWithTheRemedy() throws IOException {
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full here");
    Files.createSymbolicLink(folder.resolve("full"), Path.of("/dev/full"));
    var error =
        assertThrows(StorageFullException.class, () -> at("").write("full", new byte[1 << 20]));
    assertTrue(error.getMessage().contains("no room left"), error.getMessage());
    assertTrue(error.getMessage().contains("run the same command again"), error.getMessage());
  }

  @Test
  void onlyOneOfTwoCreatesTheSameFile() throws IOException {
    assertTrue(at("run").create("lock", "first".getBytes(UTF_8)));
    assertFalse(at("run").create("lock", "second".getBytes(UTF_8)));
    assertEquals("first", Files.readString(folder.resolve("run/lock")));
  }

  @Test
  void missingFilesAreNamedWithTheirPlace() throws IOException {
    var error = assertThrows(FileNotFoundException.class, () -> at("run").open("x/y"));
    assertTrue(error.getMessage().contains(folder + "/run/x/y"), error.getMessage());
    assertEquals(List.of(), at("run").list("nothing"));
    at("run").delete("nothing");
  }

  @Test
  void filesLargerThanTheCapAreRefused() throws IOException {
    at("run").write("big", new byte[11]);
    assertThrows(DataFormatException.class, () -> at("run").read("big", 10));
  }

  @Test
  void pathsStayInsideTheFolder() {
    assertThrows(IllegalArgumentException.class, () -> at("run").exists("../elsewhere"));
  }

  @Test
  void addressesWithoutAFileSystemAreRefusedInPlainWords() {
    var error =
        assertThrows(IOException.class, () -> Storage.at("nosuch://x/y", new Configuration()));
    assertTrue(error.getMessage().contains("nosuch://x/y"), error.getMessage());
  }

  private Storage at(String name) throws IOException {
    return Storage.at(folder.resolve(name).toString(), new Configuration());
  }
}
