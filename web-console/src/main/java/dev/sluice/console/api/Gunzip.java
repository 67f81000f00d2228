package dev.sluice.console.api;

import dev.sluice.console.answer.Problem;
import dev.sluice.console.answer.ProblemType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Unpacks gzip, but no bombs. */
final class Gunzip {

  private Gunzip() {}

  /**
   * The unpacked bytes.
   *
   * @throws Problem if they are more than {@code most}, or not gzip
   */
  static byte[] atMost(byte[] packed, int most) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed), 8192)) {
      byte[] bytes = in.readNBytes(most);
      if (in.read() >= 0) {
        throw Problem.of(
            ProblemType.TOO_LARGE, "A body has at most " + most + " bytes after unpacking.");
      }
      return bytes;
    } catch (IOException e) {
      throw Problem.of(ProblemType.BAD_BODY, "The body says it is gzip, but it is not.");
    }
  }
}
