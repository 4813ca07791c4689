package org.refspark.data.pickle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.refspark.data.DataFormatException;

/**
 * Reads Python pickles of protocols 0 to 5 as plain data.
 *
 * <p>Values become null, {@link Boolean}, {@link Long}, {@link Double}, {@link String}, {@code
 * byte[]}, {@link List} (lists, and unmodifiable for tuples), {@link Map} and {@link Set} in the
 * pickle's order. Byte strings of Python 2 become strings of the characters 0 to 255. Keys and
 * members of sets must be strings or numbers. A list may contain itself.
 *
 * <p>Names and persistent ids stand for what the caller's scope makes of them, and for nothing
 * else; whole numbers have 64 bits at most; extensions, old-style instances and out-of-band buffers
 * are refused.
 */
public final class PickleReader {
  private final PickleScope scope;
  private final PickleLimits limits;

  /**
   * @param globals what a pickle may name, by {@code <module>.<name>}
   */
  public PickleReader(Map<String, PickleGlobal> globals, PickleLimits limits) {
    this(PickleScope.of(globals), limits);
  }

  /**
   * @param scope what a pickle may name and refer to
   */
  public PickleReader(PickleScope scope, PickleLimits limits) {
    this.scope = scope;
    this.limits = limits;
  }

  /**
   * The value that the pickle holds; what follows it is not read.
   *
   * @param file how messages name it
   * @throws DataFormatException where it is damaged, names what is not listed or exceeds a limit
   */
  public Object read(String file, byte[] bytes) throws DataFormatException {
    if (bytes.length > limits.bytes()) {
      throw new DataFormatException(
          file,
          "the pickle holds %,d bytes, more than the %,d allowed"
              .formatted(bytes.length, limits.bytes()));
    }
    return new Machine(file, bytes).run();
  }

  /** One run through a pickle. */
  private final class Machine {
    private final String file;
    private final PickleInput in;
    private final PickleStack stack = new PickleStack(limits);

    Machine(String file, byte[] bytes) {
      this.file = file;
      this.in = new PickleInput(bytes, limits.stringBytes());
    }

    Object run() throws DataFormatException {
      int start = 0;
      try {
        while (true) {
          start = in.position();
          int code = in.u1();
          if (code == '.') {
            return stack.pop();
          }
          if (!constant(code) && !text(code) && !container(code) && !memo(code) && !call(code)) {
            throw new IllegalArgumentException("the code 0x%02x".formatted(code));
          }
        }
      } catch (IllegalArgumentException e) {
        throw new DataFormatException(
            file,
            "the pickle cannot be read: at byte %,d found %s; expected plain data of protocols 0 to 5"
                .formatted(start, e.getMessage()),
            e);
      }
    }

    private boolean constant(int code) {
      switch (code) {
        case 'N' -> stack.push(null);
        case 0x88 -> stack.push(true);
        case 0x89 -> stack.push(false);
        case 'I' -> stack.push(PickleText.integer(in.line()));
        case 'L' -> stack.push(PickleText.number(in.line()));
        case 'F' -> stack.push(PickleText.real(in.line()));
        case 'J' -> stack.push((long) in.i4());
        case 'K' -> stack.push((long) in.u1());
        case 'M' -> stack.push((long) in.u2());
        case 'G' -> stack.push(in.f8());
        case 0x8a -> stack.push(wholeNumber(in.u1()));
        case 0x8b -> stack.push(wholeNumber(in.u4()));
        default -> {
          return false;
        }
      }
      return true;
    }

    /** A little-endian number in two's complement. */
    private Long wholeNumber(long length) {
      if (length > Long.BYTES) {
        throw new IllegalArgumentException("a number of %d bytes, at most 8".formatted(length));
      }
      byte[] digits = in.bytes(length);
      long value = digits.length > 0 && digits[digits.length - 1] < 0 ? -1 : 0;
      for (int i = digits.length - 1; i >= 0; i--) {
        value = (value << 8) | (digits[i] & 0xFF);
      }
      return value;
    }

    private boolean text(int code) {
      switch (code) {
        case 'S' -> stack.push(PickleText.quoted(in.line()));
        case 'T' -> stack.push(in.latin1(in.u4()));
        case 'U' -> stack.push(in.latin1(in.u1()));
        case 'V' -> stack.push(PickleText.unicode(in.line()));
        case 'X' -> stack.push(in.utf8(in.u4()));
        case 0x8c -> stack.push(in.utf8(in.u1()));
        case 0x8d -> stack.push(in.utf8(in.u8()));
        case 'B' -> stack.push(in.bytes(in.u4()));
        case 'C' -> stack.push(in.bytes(in.u1()));
        case 0x8e, 0x96 -> stack.push(in.bytes(in.u8()));
        default -> {
          return false;
        }
      }
      return true;
    }

    private boolean container(int code) {
      switch (code) {
        case '(' -> stack.mark();
        case ']' -> stack.push(new ArrayList<>());
        case '}' -> stack.push(new LinkedHashMap<>());
        case 0x8f -> stack.push(new LinkedHashSet<>());
        case ')' -> stack.push(List.of());
        case 0x85 -> stack.push(stack.popLast(1));
        case 0x86 -> stack.push(stack.popLast(2));
        case 0x87 -> stack.push(stack.popLast(3));
        case 't' -> stack.push(stack.popToMark());
        case 'l' -> stack.push(new ArrayList<>(stack.popToMark()));
        case 'd' -> stack.push(Containers.put(stack.popToMark(), new LinkedHashMap<>()));
        case 0x91 -> stack.push(Containers.add(stack.popToMark(), new LinkedHashSet<>()));
        case 'a' -> Containers.append(stack.popLast(1), stack.top());
        case 'e' -> Containers.append(stack.popToMark(), stack.top());
        case 's' -> Containers.put(stack.popLast(2), stack.top());
        case 'u' -> Containers.put(stack.popToMark(), stack.top());
        case 0x90 -> Containers.add(stack.popToMark(), stack.top());
        default -> {
          return false;
        }
      }
      return true;
    }

    private boolean memo(int code) {
      switch (code) {
        case '0' -> stack.pop();
        case '1' -> stack.popToMark();
        case '2' -> stack.push(stack.top());
        case 'p' -> stack.remember(PickleText.number(in.line()), stack.top());
        case 'q' -> stack.remember(in.u1(), stack.top());
        case 'r' -> stack.remember(in.u4(), stack.top());
        case 0x94 -> stack.rememberNext(stack.top());
        case 'g' -> stack.push(stack.recall(PickleText.number(in.line())));
        case 'h' -> stack.push(stack.recall(in.u1()));
        case 'j' -> stack.push(stack.recall(in.u4()));
        case 0x80 -> checkProtocol(in.u1());
        case 0x95 -> in.u8(); // a frame's length, of use to unbuffered readers only
        default -> {
          return false;
        }
      }
      return true;
    }

    private static void checkProtocol(int protocol) {
      if (protocol > 5) {
        throw new IllegalArgumentException("protocol " + protocol);
      }
    }

    private boolean call(int code) {
      switch (code) {
        case 'c' -> stack.push(scope.global(in.line(), in.line()));
        case 0x93 -> {
          List<Object> names = stack.popLast(2);
          stack.push(
              scope.global(expect(String.class, names.get(0)), expect(String.class, names.get(1))));
        }
        case 'R', 0x81 -> {
          List<Object> parts = stack.popLast(2);
          var callee = expect(PickleGlobal.class, parts.get(0));
          stack.push(callee.call(expect(List.class, parts.get(1))));
        }
        case 'Q' -> stack.push(scope.persistent(stack.pop()));
        case 'b' -> {
          Object state = stack.pop();
          expect(PickledObject.class, stack.top()).restore(state);
        }
        default -> {
          return false;
        }
      }
      return true;
    }

    private static <T> T expect(Class<T> type, Object value) {
      if (!type.isInstance(value)) {
        throw new IllegalArgumentException(
            "%s where %s is expected"
                .formatted(
                    value == null ? "None" : value.getClass().getSimpleName(),
                    type.getSimpleName()));
      }
      return type.cast(value);
    }
  }
}
