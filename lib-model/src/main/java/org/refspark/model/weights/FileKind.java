package org.refspark.model.weights;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.refspark.data.DataFormatException;

/** The formats of weights, told apart by their first bytes. */
enum FileKind {
  PYTORCH {
    @Override
    WeightsFile open(String name, Path file) throws IOException {
      return new PyTorchReader(name, file);
    }
  },
  SAFETENSORS {
    @Override
    WeightsFile open(String name, Path file) throws IOException {
      return new SafeTensorsFile(name, file);
    }
  },
  DARKNET {
    @Override
    WeightsFile open(String name, Path file) throws IOException {
      return new DarknetReader(name, file);
    }
  };

  private static final int HEAD = 512;
  private static final int TAR_MARK = 257;
  private static final String SAVE_AGAIN =
      "; load it with PyTorch and save it again: torch.save(model.state_dict(), file)";
  private static final List<String> DARKNET_SUFFIXES =
      List.of(".weights", ".conv.74", ".conv.52", ".backup");

  abstract WeightsFile open(String name, Path file) throws IOException;

  /**
   * The format of a file.
   *
   * @throws DataFormatException where it is none that is read, with what it seems to be
   */
  static FileKind of(String name, Path file) throws IOException {
    byte[] head;
    try (var in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD);
    }
    if (at(head, 0, "PK\u0003\u0004")) {
      return PYTORCH;
    }
    if (at(head, Header.LENGTH_BYTES, "{")) {
      return SAFETENSORS;
    }
    if (DARKNET_SUFFIXES.stream().anyMatch(name::endsWith)) {
      return DARKNET;
    }
    throw new DataFormatException(name, problem(head));
  }

  private static String problem(byte[] head) {
    if (head.length > 1 && (head[0] & 0xff) == 0x80 && head[1] <= 5) {
      return "is a bare pickle, as PyTorch before 1.6 saved" + SAVE_AGAIN;
    }
    if (at(head, TAR_MARK, "ustar")) {
      return "is a tar archive, as the first versions of PyTorch saved" + SAVE_AGAIN;
    }
    if (at(head, 0, "version https://git-lfs")) {
      return "is only a pointer of Git LFS to the weights; fetch the file itself: git lfs pull";
    }
    if (at(head, 0, "\u0089HDF")) {
      return "is HDF5, as Keras saves, which is not read; expected PyTorch's, safetensors or"
          + " Darknet's";
    }
    return "begins with %s, which is none of the formats of weights; expected safetensors, an archive of torch.save or torch.jit.save, or Darknet's with a name that ends with .weights"
        .formatted(HexFormat.of().formatHex(Arrays.copyOf(head, Math.min(8, head.length))));
  }

  private static boolean at(byte[] head, int place, String mark) {
    byte[] expected = mark.getBytes(StandardCharsets.ISO_8859_1);
    return head.length >= place + expected.length
        && Arrays.equals(head, place, place + expected.length, expected, 0, expected.length);
  }
}
