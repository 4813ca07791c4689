package org.refspark.data;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A folder in memory; what it lacks may lie in another folder. */
public final class MemoryFiles implements DataFiles {
  private final Map<String, byte[]> contents = new HashMap<>();
  private final DataFiles below;

  private MemoryFiles(DataFiles below) {
    this.below = below;
  }

  /** An empty folder. */
  public static MemoryFiles empty() {
    return new MemoryFiles(null);
  }

  /** A folder that shows another one but for what is put over it. */
  public static MemoryFiles over(DataFiles below) {
    return new MemoryFiles(below);
  }

  public MemoryFiles put(String path, byte[] content) {
    contents.put(path, content);
    return this;
  }

  /** A text file; single quotes stand for double ones. */
  public MemoryFiles put(String path, String json) {
    return put(path, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean exists(String path) throws IOException {
    return contents.containsKey(path) || (below != null && below.exists(path));
  }

  @Override
  public InputStream open(String path) throws IOException {
    if (contents.containsKey(path)) {
      return new ByteArrayInputStream(contents.get(path));
    } else if (below == null) {
      throw new FileNotFoundException(describe(path));
    }
    return below.open(path);
  }

  @Override
  public long size(String path) throws IOException {
    return contents.containsKey(path) || below == null
        ? contents.get(path).length
        : below.size(path);
  }

  @Override
  public String describe(String path) {
    return "memory:" + path;
  }
}
