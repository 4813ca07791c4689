package org.refspark.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A local folder. */
public record FolderFiles(Path root) implements DataFiles {
  @Override
  public boolean exists(String path) {
    return Files.isRegularFile(root.resolve(path));
  }

  @Override
  public InputStream open(String path) throws IOException {
    if (!exists(path)) {
      throw new FileNotFoundException(describe(path));
    }
    return Files.newInputStream(root.resolve(path));
  }

  @Override
  public long size(String path) throws IOException {
    return Files.size(root.resolve(path));
  }

  @Override
  public String describe(String path) {
    return root.resolve(path).toString();
  }
}
