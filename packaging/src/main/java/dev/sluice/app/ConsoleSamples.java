package dev.sluice.app;

import dev.sluice.config.ConsoleSection;
import dev.sluice.model.Sample;
import dev.sluice.transfer.ReadingFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Samples into a gateway that runs, over its HTTP API: a parcel is on flash before the next. */
final class ConsoleSamples implements SampleTarget {

  private static final int MOST_READINGS = 5_000;
  private static final int MOST_CHARS = 2 << 20;
  private static final int TRIES = 60;

  private final RunningGateway gateway;
  private final ConsoleSection.Listen listen;
  private final PassToken token;
  private final StringBuilder parcel = new StringBuilder();
  private int readings;
  private long stored;

  ConsoleSamples(RunningGateway gateway, ConsoleSection.Listen listen, PassToken token) {
    this.gateway = gateway;
    this.listen = listen;
    this.token = token;
  }

  @Override
  public void add(List<Sample> samples) throws Exception {
    for (Sample one : samples) {
      ReadingFormat.NDJSON.write(parcel, one.signal(), one.value(), one.quality(), one.time());
    }
    readings += samples.size();
    if (readings >= MOST_READINGS || parcel.length() >= MOST_CHARS) {
      send();
    }
  }

  private void send() throws Exception {
    byte[] body = parcel.toString().getBytes(StandardCharsets.UTF_8);
    for (int i = 1; ; i++) {
      HttpURLConnection connection = gateway.connect(listen, "/api/v1/write", token.text());
      connection.setRequestMethod("POST");
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(body.length);
      connection.setRequestProperty("Content-Type", ReadingFormat.NDJSON.contentType());
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body);
      }
      int status = connection.getResponseCode();
      if (status == HttpURLConnection.HTTP_NO_CONTENT) {
        break;
      }
      String problem = RunningGateway.problem(connection);
      if (status != HttpURLConnection.HTTP_UNAVAILABLE || i == TRIES) {
        throw new IOException("the gateway answers " + problem);
      }
      // Readings from devices come first; the same parcel again does no harm.
      TimeUnit.SECONDS.sleep(1);
    }
    stored += readings;
    readings = 0;
    parcel.setLength(0);
  }

  @Override
  public void finish() throws Exception {
    if (readings > 0) {
      send();
    }
  }

  @Override
  public long stored() {
    return stored;
  }

  @Override
  public void close() throws CommandFailed {
    token.close();
  }
}
