package org.refspark.jobs.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in hexadecimal: how manifests and checkpoints know their files. */
public final class Sha256 {
  private Sha256() {}

  /** Of the bytes. */
  public static String of(byte[] content) {
    return HexFormat.of().formatHex(start().digest(content));
  }

  /** Of all that a stream gives; the stream is left open. */
  public static String of(InputStream in) throws IOException {
    var digest = start();
    new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
