package org.refspark.data.coco;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;

/** Bounds how much one element of a list may hold: elements are held in memory whole. */
final class ElementTokens extends JsonParserDelegate {
  /** A crowd of a photograph has some thousand runs. */
  static final int MOST = 1 << 21;

  private int left = MOST;

  ElementTokens(JsonParser parser) {
    super(parser);
  }

  @Override
  public JsonToken nextToken() throws IOException {
    if (left-- == 0) {
      throw new TooMany();
    }
    return super.nextToken();
  }

  /** An element holds more than {@link #MOST} values, names and brackets. */
  static final class TooMany extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
