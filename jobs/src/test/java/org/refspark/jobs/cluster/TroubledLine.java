package org.refspark.jobs.cluster;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Stands between a client and an HTTP server: each request waits a while, and instead of each n-th
 * one's answer there is a 503 and the end of the connection.
 */
final class TroubledLine implements Closeable {
  private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");
  private static final byte[] SORRY =
      ("HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nContent-Length: 37\r\n"
              + "Connection: close\r\n\r\n<Error><Code>SlowDown</Code> </Error>")
          .getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket server;
  private final int port;
  private final Duration delay;
  private final int failing;
  private final AtomicInteger requests = new AtomicInteger();

  private TroubledLine(int port, Duration delay, int failing) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.port = port;
    this.delay = delay;
    this.failing = failing;
  }

  /**
   * @param port of the server
   * @param delay of each request
   * @param failing which request of so many fails
   */
  static TroubledLine to(int port, Duration delay, int failing) throws IOException {
    var line = new TroubledLine(port, delay, failing);
    daemon(line::accept);
    return line;
  }

  int port() {
    return server.getLocalPort();
  }

  /** Requests so far. */
  int requests() {
    return requests.get();
  }

  private static void daemon(Runnable work) {
    var thread = new Thread(work, "troubled line");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        var client = server.accept();
        daemon(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket client) {
    try (client;
        var upstream = new Socket(InetAddress.getLoopbackAddress(), port);
        var in = new BufferedInputStream(client.getInputStream())) {
      daemon(() -> answer(upstream, client));
      while (true) {
        var head = head(in);
        Thread.sleep(delay.toMillis());
        if (requests.incrementAndGet() % failing == 0) {
          client.getOutputStream().write(SORRY);
          return;
        }
        forward(head, in, upstream.getOutputStream());
      }
    } catch (IOException e) {
      // One of the two has gone, and the other with it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(Socket upstream, Socket client) {
    try (client) {
      upstream.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      // As above.
    }
  }

  /** The lines of a request up to the empty one. */
  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the client has gone");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void forward(String head, InputStream in, OutputStream out) throws IOException {
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    var length = LENGTH.matcher(head);
    long left = length.find() ? Long.parseLong(length.group(1)) : 0;
    var block = new byte[1 << 16];
    while (left > 0) {
      int read = in.read(block, 0, (int) Math.min(block.length, left));
      if (read < 0) {
        throw new EOFException("the client has gone");
      }
      out.write(block, 0, read);
      out.flush();
      left -= read;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
