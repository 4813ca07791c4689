package org.refspark.model.weights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.refspark.data.pickle.PickleGlobal;
import org.refspark.data.pickle.PickleScope;
import org.refspark.data.pickle.PickledObject;

/**
 * What the pickle of a PyTorch archive may name: storages, views of them, dictionaries, and modules
 * of TorchScript as bare bags of attributes. Nothing else is known, so nothing else can be reached.
 */
final class TorchScope implements PickleScope {
  private static final String SAVE_STATE =
      "; save the weights alone: torch.save(model.state_dict(), file)";

  private static final Map<String, ElementType> STORAGES =
      Map.of(
          "DoubleStorage", ElementType.F64,
          "FloatStorage", ElementType.F32,
          "HalfStorage", ElementType.F16,
          "BFloat16Storage", ElementType.BF16,
          "LongStorage", ElementType.I64,
          "IntStorage", ElementType.I32,
          "ShortStorage", ElementType.I16,
          "CharStorage", ElementType.I8,
          "ByteStorage", ElementType.U8,
          "BoolStorage", ElementType.BOOL);

  private static final Map<String, PickleGlobal> CALLS =
      Map.ofEntries(
          Map.entry("collections.OrderedDict", Dictionary::of),
          Map.entry("torch._utils._rebuild_tensor", TorchScope::tensor),
          Map.entry("torch._utils._rebuild_tensor_v2", TorchScope::tensor),
          Map.entry("torch._utils._rebuild_parameter", TorchScope::first),
          Map.entry("torch._utils._rebuild_parameter_with_state", TorchScope::first),
          Map.entry("torch._tensor._rebuild_from_type_v2", TorchScope::withAttributes),
          Map.entry("torch.jit._pickle.restore_type_tag", TorchScope::first),
          Map.entry("torch.jit._pickle.build_tensorlist", TorchScope::first));

  /** Values beside the weights in common checkpoints: they stay opaque. */
  private static final Set<String> OPAQUE =
      Set.of(
          "collections.Counter",
          "torch.Tensor",
          "torch.nn.parameter.Parameter",
          "torch.Size",
          "torch.device",
          "torch.jit._pickle.build_intlist",
          "torch.jit._pickle.build_doublelist",
          "torch.jit._pickle.build_boollist",
          "torch.float64",
          "torch.float32",
          "torch.float16",
          "torch.bfloat16",
          "torch.int64",
          "torch.int32",
          "torch.uint8",
          "torch.bool",
          "numpy.dtype",
          "numpy.core.multiarray.scalar",
          "numpy._core.multiarray.scalar",
          "_codecs.encode");

  @Override
  public PickleGlobal global(String module, String name) {
    var full = module + "." + name;
    if (module.equals("torch") && STORAGES.containsKey(name)) {
      return new StorageClass(STORAGES.get(name));
    }
    if (CALLS.containsKey(full)) {
      return CALLS.get(full);
    }
    if (OPAQUE.contains(full) || module.equals("__torch__") || module.startsWith("__torch__.")) {
      return arguments -> new Attributes();
    }
    if (full.startsWith("torch._utils._rebuild_") || full.endsWith("Storage")) {
      throw new IllegalArgumentException(
          "%s: sparse, quantised, complex and other special arrays are not read; make them dense"
                  .formatted(full)
              + " floats before saving");
    }
    throw new IllegalArgumentException(
        "the name %.200s, which is not allowed in a file of weights%s".formatted(full, SAVE_STATE));
  }

  /** A storage: ("storage", class, key, device, length). */
  @Override
  public Object persistent(Object id) {
    if (id instanceof List<?> parts
        && parts.size() >= 5
        && "storage".equals(parts.get(0))
        && parts.get(1) instanceof StorageClass type
        && parts.get(2) instanceof String key
        && parts.get(4) instanceof Long length) {
      return new StorageReference(key, type.type(), length);
    }
    throw new IllegalArgumentException(
        "a persistent id that is not (storage, class, key, device, length)");
  }

  /** (storage, offset, shape, strides, …). */
  private static Object tensor(List<?> arguments) {
    if (arguments.size() >= 4
        && arguments.get(0) instanceof StorageReference storage
        && arguments.get(1) instanceof Long offset
        && arguments.get(2) instanceof List<?> shape
        && arguments.get(3) instanceof List<?> strides) {
      return new TorchTensor(storage, offset, longs(shape), longs(strides));
    }
    throw new IllegalArgumentException("an array that is not (storage, offset, shape, strides)");
  }

  private static long[] longs(List<?> numbers) {
    return numbers.stream()
        .mapToLong(
            number -> {
              if (number instanceof Long value) {
                return value;
              }
              throw new IllegalArgumentException("a shape or strides that are not whole numbers");
            })
        .toArray();
  }

  private static Object first(List<?> arguments) {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("a call without arguments");
    }
    return arguments.get(0);
  }

  /** (function, class, its arguments, attributes): an array with attributes of its own. */
  private static Object withAttributes(List<?> arguments) {
    if (arguments.size() >= 3
        && arguments.get(0) instanceof PickleGlobal function
        && arguments.get(2) instanceof List<?> its) {
      // A function out of this scope: one level deep, or the pickle could nest calls without end.
      if (function == CALLS.get("torch._utils._rebuild_tensor_v2")) {
        return tensor(its);
      }
      return first(its);
    }
    throw new IllegalArgumentException("an array that is not (function, class, arguments, …)");
  }

  /** The class of a storage; only ever named, never called. */
  private record StorageClass(ElementType type) implements PickleGlobal {
    @Override
    public Object call(List<?> arguments) {
      throw new IllegalArgumentException("a call of a storage's class");
    }
  }

  /** Python's OrderedDict, which may have attributes that do not matter here. */
  static final class Dictionary extends LinkedHashMap<Object, Object> implements PickledObject {
    private static final long serialVersionUID = 1L;

    /** Python 3 makes it empty and fills it then; copies could be asked for without end. */
    static Dictionary of(List<?> arguments) {
      if (!arguments.isEmpty()) {
        throw new IllegalArgumentException("a dictionary that is a copy");
      }
      return new Dictionary();
    }

    @Override
    public void restore(Object state) {
      // Attributes such as _metadata say nothing about the arrays.
    }
  }

  /** An object whose class is not known: its attributes and nothing else. */
  static final class Attributes implements PickledObject {
    private Map<?, ?> state = Map.of();

    @Override
    public void restore(Object newState) {
      if (newState instanceof Map<?, ?> named) {
        state = named;
      }
    }

    Map<?, ?> state() {
      return state;
    }
  }
}
