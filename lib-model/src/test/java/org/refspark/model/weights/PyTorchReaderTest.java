package org.refspark.model.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.refspark.data.DataFormatException;

class PyTorchReaderTest {
  private static final long[] SHAPE = {2, 3};
  private static final long[] STRIDES = {3, 1};
  private static final byte[] SIX = TorchPickle.floats(1, 2, 3, 4, 5, 6);

  @TempDir Path folder;

  @Test
  void viewsAreReadInTheOrderOfTheirIndices() throws IOException {
    var pickle =
        new TorchPickle()
            .dictionary()
            .raw("(")
            .text("whole")
            .tensor("FloatStorage", "0", 6, 0, SHAPE, STRIDES)
            .text("transposed")
            .tensor("FloatStorage", "0", 6, 0, new long[] {3, 2}, new long[] {1, 3})
            .text("column")
            .tensor("FloatStorage", "0", 6, 1, new long[] {2}, new long[] {3})
            .text("repeated")
            .tensor("FloatStorage", "0", 6, 5, new long[] {2, 2}, new long[] {0, 0})
            .text("scalar")
            .tensor("FloatStorage", "0", 6, 2, new long[0], new long[0])
            .text("empty")
            .tensor("FloatStorage", "0", 6, 6, new long[] {1L << 62, 0}, new long[] {1, 1})
            .raw("u")
            .end();
    var values = read(TorchPickle.stored(pickle, SIX));
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, values.get("whole"));
    assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, values.get("transposed"));
    assertArrayEquals(new float[] {2, 5}, values.get("column"));
    assertArrayEquals(new float[] {6, 6, 6, 6}, values.get("repeated"));
    assertArrayEquals(new float[] {3}, values.get("scalar"));
    assertArrayEquals(new float[0], values.get("empty"));
  }

  @Test
  void arraysOfAModuleAreNamedByItsAttributes() throws IOException {
    var pickle =
        new TorchPickle()
            .global("__torch__.net", "Net")
            .raw(")\u0081}(")
            .text("training")
            .raw("\u0089")
            .text("sizes")
            .global("torch.jit._pickle", "build_intlist")
            .raw("(](K\u0001K\u0002etR")
            .text("blocks")
            .global("__torch__.torch.nn.modules.container.___torch_mangle_3", "Sequential")
            .raw(")\u0081}(")
            .text("0")
            .global("__torch__.torch.nn.modules.linear", "Linear")
            .raw(")\u0081}")
            .text("weight")
            .tensor("FloatStorage", "0", 6, 0, SHAPE, STRIDES)
            .raw("sbubub")
            .end();
    var entries = TorchPickle.entries(pickle, SIX);
    entries.put("a/constants.pkl", new TorchPickle().raw(")").end());
    entries.put("a/code/__torch__/net.py", "import os\n".getBytes(StandardCharsets.US_ASCII));
    var file = file(TorchPickle.zip(entries, ZipEntry.STORED));
    try (var weights = WeightsFile.open("net.pt", file)) {
      assertEquals("TorchScript", weights.format());
      assertEquals(
          List.of("blocks.0.weight"),
          weights.arrays().stream().map(WeightsFile.Entry::name).toList());
    }
  }

  @Test
  void checkpointGivesTheWeightsAndNotTheOptimizersState() throws IOException {
    var pickle =
        new TorchPickle()
            .raw("}(")
            .text("epoch")
            .raw("K\u0003")
            .text("best")
            .global("numpy.core.multiarray", "scalar")
            .raw("(")
            .global("numpy", "dtype")
            .raw("(")
            .text("f8")
            .raw("K\u0000K\u0001tR(K\u0003U\u0001<NNNtb")
            .global("_codecs", "encode")
            .raw("(")
            .text("12345678")
            .text("latin1")
            .raw("tRtR")
            .text("state_dict")
            .raw("}")
            .text("module.w")
            .tensor("FloatStorage", "0", 6, 0, SHAPE, STRIDES)
            .raw("s")
            .text("optimizer")
            .raw("}K\u0000")
            .tensor("FloatStorage", "0", 6, 0, SHAPE, STRIDES)
            .raw("su")
            .end();
    assertEquals(List.of("module.w"), List.copyOf(read(TorchPickle.stored(pickle, SIX)).keySet()));
  }

  @Test
  void bigEndianValuesAndHalvesAreUnderstood() throws IOException {
    var pickle =
        new TorchPickle()
            .raw("}")
            .text("w")
            .tensor("HalfStorage", "0", 2, 0, new long[] {2}, new long[] {1})
            .raw("s")
            .end();
    var entries = TorchPickle.entries(pickle, new byte[] {0x3c, 1, (byte) 0xc0, 0});
    entries.put("a/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
    var values = read(TorchPickle.zip(entries, ZipEntry.DEFLATED));
    assertArrayEquals(new float[] {1 + 0x1p-10f, -2}, values.get("w"));
  }

  @Test
  void codeInThePickleIsRefusedAndNothingIsExecuted() throws IOException {
    var witness = folder.resolve("executed");
    for (var call : List.of("posix\nsystem", "os\nsystem", "builtins\nexec", "nt\nsystem")) {
      var pickle =
          new TorchPickle().raw("c" + call + "\n(").text("touch " + witness).raw("tR").end();
      assertProblem(
          "the name " + call.replace('\n', '.') + ", which is not allowed",
          TorchPickle.stored(pickle, SIX));
    }
    assertFalse(Files.exists(witness));
  }

  @Test
  void wholeModulesAreRefusedWithWhatToDo() {
    var pickle = new TorchPickle().global("torch.nn.modules.linear", "Linear").raw(")\u0081").end();
    assertProblem("torch.save(model.state_dict(), file)", TorchPickle.stored(pickle, SIX));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_rebuild_qtensor",
        "_rebuild_sparse_tensor",
        "_rebuild_sparse_csr_tensor",
        "_rebuild_meta_tensor_no_storage"
      })
  void specialArraysAreRefusedByTheirKind(String function) {
    var pickle = new TorchPickle().global("torch._utils", function).raw(")R").end();
    assertProblem("sparse, quantised, complex", TorchPickle.stored(pickle, SIX));
    var complex = new TorchPickle().storage("ComplexFloatStorage", "0", 1).end();
    assertProblem("sparse, quantised, complex", TorchPickle.stored(complex, SIX));
  }

  @Test
  void arraysOutsideTheirStorageAreRefused() {
    for (var wrong :
        List.of(
            TorchPickle.sixFloats(6, 1, SHAPE, STRIDES),
            TorchPickle.sixFloats(6, -1, SHAPE, STRIDES),
            TorchPickle.sixFloats(6, 7, new long[] {0}, new long[] {1}),
            TorchPickle.sixFloats(6, 0, new long[] {2, 3}, new long[] {4, 1}),
            TorchPickle.sixFloats(6, 0, new long[] {2, 3}, new long[] {-3, 1}),
            TorchPickle.sixFloats(6, 0, new long[] {2, -3}, new long[] {3, 1}),
            TorchPickle.sixFloats(6, 0, new long[] {2}, new long[] {3, 1}),
            TorchPickle.sixFloats(6, 0, new long[] {1L << 40, 1L << 40}, STRIDES),
            TorchPickle.sixFloats(6, 0, new long[] {2, 2}, new long[] {Long.MAX_VALUE, 1}),
            TorchPickle.sixFloats(6, 0, new long[] {1L << 40}, new long[] {0}))) {
      assertProblem("data.pkl: the pickle cannot be read", TorchPickle.stored(wrong, SIX));
    }
  }

  @Test
  void storagesThatAreMissingOrShorterThanClaimedAreRefused() {
    assertProblem(
        "a/data/0 holds 24 bytes, but data.pkl claims 28 (7 of F32)",
        TorchPickle.stored(TorchPickle.sixFloats(7, 0, SHAPE, STRIDES), SIX));
    assertProblem(
        "claims 4,611,686,018,427,387,904",
        TorchPickle.stored(TorchPickle.sixFloats(1L << 60, 0, SHAPE, STRIDES), SIX));
    assertProblem(
        "the archive has no a/data/0",
        TorchPickle.stored(TorchPickle.sixFloats(6, 0, SHAPE, STRIDES)));
  }

  @Test
  void archivesThatUnpackToFarMoreThanTheirSizeAreRefused() {
    var entries =
        TorchPickle.entries(TorchPickle.sixFloats(6, 0, SHAPE, STRIDES), new byte[64 << 20]);
    assertProblem("more than 20 times as many", TorchPickle.zip(entries, ZipEntry.DEFLATED));
  }

  @Test
  void claimedSizesAreComparedWithTheFile() {
    var whole = TorchPickle.stored(TorchPickle.sixFloats(6, 0, SHAPE, STRIDES), SIX);
    // The directory's claims of packed and unpacked size, for the entry of the storage.
    int at = new String(whole, StandardCharsets.ISO_8859_1).lastIndexOf("a/data/0") - 46;
    for (int field : new int[] {20, 24}) {
      var changed = whole.clone();
      Arrays.fill(changed, at + field, at + field + 4, (byte) 0x7f);
      assertThrows(DataFormatException.class, () -> read(changed));
    }
  }

  @Test
  void valuesWithoutEndAreRefused() {
    var endless = new TorchPickle().raw("}q\u0000").text("self").raw("h\u0000s").end();
    assertProblem("nested more than 100 deep", TorchPickle.stored(endless, SIX));
    var itself = new TorchPickle().raw("}q\u0000").text("model").raw("h\u0000s").end();
    assertProblem("nested more than 100 deep", TorchPickle.stored(itself, SIX));
    var doubling = new TorchPickle().raw("}q\u0000");
    for (int i = 1; i < 60; i++) {
      doubling.raw("}q").raw("" + (char) i);
      doubling.text("a").raw("h").raw("" + (char) (i - 1)).raw("s");
      doubling.text("b").raw("h").raw("" + (char) (i - 1)).raw("s");
    }
    assertProblem("more than 1,000,000 values", TorchPickle.stored(doubling.end(), SIX));
  }

  @Test
  void archivesWithoutArraysOrPickleAreNamed() {
    assertProblem("holds no arrays", TorchPickle.stored(new TorchPickle().raw("}").end()));
    assertProblem(
        "has no <name>/data.pkl",
        TorchPickle.zip(Map.of("word/document.xml", new byte[3]), ZipEntry.STORED));
  }

  @Test
  void archiveCutAnywhereIsAnError() {
    var whole = TorchPickle.stored(TorchPickle.sixFloats(6, 0, SHAPE, STRIDES), SIX);
    for (int length = 0; length < whole.length; length++) {
      var cut = Arrays.copyOf(whole, length);
      var error = assertThrows(DataFormatException.class, () -> read(cut));
      assertTrue(error.getMessage().startsWith("w.pt"), error.getMessage());
    }
  }

  @Test
  void formatsThatAreNotReadAreNamedWithWhatToDo() {
    var tar = new byte[512];
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
    var legacy = new TorchPickle().number(119547037146038801L).end();
    assertProblem("PyTorch before 1.6", legacy);
    assertProblem("tar archive", tar);
    assertProblem(
        "git lfs pull",
        "version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.US_ASCII));
    assertProblem(
        "HDF5", ByteBuffer.allocate(8).put(new byte[] {(byte) 0x89, 'H', 'D', 'F'}).array());
    assertProblem("none of the formats of weights", new byte[3]);
  }

  private Path file(byte[] content) {
    return TorchPickle.file(folder, "w.pt", content);
  }

  private Map<String, float[]> read(byte[] content) throws IOException {
    var values = new LinkedHashMap<String, float[]>();
    try (var weights = WeightsFile.open("w.pt", file(content))) {
      weights.read(name -> true, values::put);
    }
    return values;
  }

  private void assertProblem(String problem, byte[] content) {
    var error = assertThrows(DataFormatException.class, () -> read(content));
    assertTrue(error.getMessage().startsWith("w.pt"), error.getMessage());
    assertTrue(error.getMessage().contains(problem), error.getMessage());
  }
}
