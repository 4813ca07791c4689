package org.refspark.model.weights;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.refspark.data.DataFormatException;
import org.refspark.data.pickle.PickleLimits;
import org.refspark.data.pickle.PickleReader;

/**
 * The file of {@code torch.save} (PyTorch 1.6 and later) or {@code torch.jit.save}: the arrays of a
 * state dictionary, which may lie in a checkpoint, or of a TorchScript module. Its pickle is read
 * as data and its code not at all.
 */
final class PyTorchReader implements WeightsFile {
  private static final PickleLimits LIMITS = new PickleLimits(4 << 20, 200_000, 500_000, 1 << 20);

  private final TorchArchive archive;
  private final Map<String, TorchTensor> tensors;
  private final ByteOrder order;

  PyTorchReader(String name, Path file) throws IOException {
    archive = new TorchArchive(name, file);
    try {
      order = archive.order();
      tensors = tensors(name);
      for (var tensor : tensors.values()) {
        archive.require(tensor.storage());
      }
    } catch (IOException | RuntimeException e) {
      archive.close();
      throw e;
    }
  }

  private Map<String, TorchTensor> tensors(String name) throws IOException {
    var place = archive.pickleName();
    var root = new PickleReader(new TorchScope(), LIMITS).read(place, archive.pickle());
    Map<String, TorchTensor> found;
    try {
      found = TorchNames.of(root);
    } catch (IllegalArgumentException e) {
      throw new DataFormatException(place, "the pickle holds " + e.getMessage(), e);
    }
    if (found.isEmpty()) {
      throw new DataFormatException(
          name, "holds no arrays; expected a state dictionary or a TorchScript module");
    }
    return found;
  }

  @Override
  public String format() {
    return archive.script() ? "TorchScript" : "PyTorch";
  }

  @Override
  public boolean ours() {
    return false;
  }

  @Override
  public List<Entry> arrays() {
    return tensors.entrySet().stream()
        .map(t -> new Entry(t.getKey(), t.getValue().shape()))
        .toList();
  }

  /** The arrays by name, to be read one by one. */
  Map<String, TorchTensor> tensors() {
    return tensors;
  }

  /** The bytes of a storage of this file. */
  byte[] storage(StorageReference reference) throws IOException {
    return archive.storage(reference.key());
  }

  @Override
  public void read(Predicate<String> wanted, Sink sink) throws IOException {
    // Arrays may share a storage, which is read once.
    var byStorage = new LinkedHashMap<String, List<String>>();
    tensors.forEach(
        (name, tensor) -> {
          if (wanted.test(name)) {
            byStorage.computeIfAbsent(tensor.storage().key(), key -> new ArrayList<>()).add(name);
          }
        });
    for (var names : byStorage.values()) {
      var stored = storage(tensors.get(names.get(0)).storage());
      for (var name : names) {
        sink.accept(name, tensors.get(name).floats(stored, order));
      }
    }
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }
}
