package dev.sluice.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.config.ConsoleSection;
import dev.sluice.history.ReadingSink;
import dev.sluice.lineprotocol.BadLine;
import dev.sluice.lineprotocol.Precision;
import dev.sluice.model.Sample;
import dev.sluice.model.SignalId;
import dev.sluice.transfer.Instants;
import dev.sluice.transfer.SampleFormat;
import dev.sluice.transfer.SampleTaker;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Readings from a gateway that runs, over its HTTP API. */
final class ConsoleReadings implements ReadingSource {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int PAGE = 10_000;

  private final RunningGateway gateway;
  private final ConsoleSection.Listen listen;
  private final PassToken token;

  ConsoleReadings(RunningGateway gateway, ConsoleSection.Listen listen, PassToken token) {
    this.gateway = gateway;
    this.listen = listen;
    this.token = token;
  }

  @Override
  public List<SignalId> signals() throws Exception {
    List<SignalId> all = new ArrayList<>();
    String after = "";
    while (true) {
      int before = all.size();
      try (InputStream body = get("/api/v1/signals?limit=" + PAGE + after)) {
        read(body, all);
      }
      if (all.size() - before < PAGE) {
        return all;
      }
      after = "&after=" + encoded(all.getLast());
    }
  }

  private static void read(InputStream body, List<SignalId> into) throws IOException {
    try (JsonParser json = JSON.createParser(body)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.START_OBJECT) {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          boolean id = json.currentName().equals("id");
          json.nextToken();
          if (id) {
            into.add(SignalId.parse(json.getText()));
          } else {
            json.skipChildren();
          }
        }
      }
    }
  }

  @Override
  public void export(SignalId signal, long from, long to, ReadingSink sink) throws Exception {
    String path =
        "/api/v1/history.ndjson?signal="
            + encoded(signal)
            + (from == Long.MIN_VALUE ? "" : "&from=" + encoded(Instants.text(from)))
            + (to == Long.MAX_VALUE ? "" : "&to=" + encoded(Instants.text(to)));
    try (InputStream body = get(path)) {
      SampleFormat.NDJSON.read(
          body,
          Precision.NS,
          new SampleTaker() {
            @Override
            public void samples(long line, List<Sample> samples) throws Exception {
              for (Sample one : samples) {
                sink.reading(one.signal(), one.value(), one.quality(), one.time());
              }
            }

            @Override
            public void bad(BadLine line) throws IOException {
              throw new IOException("the gateway's answer cannot be read: " + line);
            }
          });
    }
  }

  private InputStream get(String path) throws Exception {
    HttpURLConnection connection = gateway.connect(listen, path, token.text());
    int status = connection.getResponseCode();
    if (status != HttpURLConnection.HTTP_OK) {
      throw new IOException(
          path.substring(0, path.indexOf('?')) + " answers " + RunningGateway.problem(connection));
    }
    return connection.getInputStream();
  }

  private static String encoded(Object text) {
    return URLEncoder.encode(text.toString(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws CommandFailed {
    token.close();
  }
}
