package org.refspark.jobs.use;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.refspark.data.DataFiles;

/**
 * A folder on this machine's disk.
 *
 * @param folder its place
 */
record LocalFiles(Path folder) implements DataFiles {
  @Override
  public boolean exists(String path) {
    return Files.exists(folder.resolve(path));
  }

  @Override
  public InputStream open(String path) throws IOException {
    return Files.newInputStream(whole(path));
  }

  @Override
  public long size(String path) throws IOException {
    return Files.size(whole(path));
  }

  @Override
  public String describe(String path) {
    return folder.resolve(path).toString();
  }

  private Path whole(String path) throws IOException {
    var file = folder.resolve(path);
    if (!Files.isRegularFile(file)) {
      throw new FileNotFoundException(file + ": there is no such file");
    }
    return file;
  }
}
