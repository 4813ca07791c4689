package org.refspark.jobs.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FsConstants;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The local disk of Hadoop, but without a process of {@code chmod} for each file and folder that is
 * made, which without Hadoop's native library takes about 7 ms, and many times that on a machine
 * that is short of time.
 */
final class LocalDisk extends RawLocalFileSystem {
  static LocalDisk with(Configuration conf) throws IOException {
    var disk = new LocalDisk();
    disk.initialize(FsConstants.LOCAL_FS_URI, conf);
    return disk;
  }

  @Override
  public void setPermission(Path path, FsPermission permission) throws IOException {
    var posix = Files.getFileAttributeView(pathToFile(path).toPath(), PosixFileAttributeView.class);
    if (posix == null || permission.getStickyBit()) {
      super.setPermission(path, permission);
    } else {
      posix.setPermissions(PosixFilePermissions.fromString(permission.toString()));
    }
  }
}
