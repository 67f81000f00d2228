package dev.sluice.console.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.console.answer.Json;
import dev.sluice.console.answer.Parameters;
import dev.sluice.console.answer.Problem;
import dev.sluice.console.answer.ProblemType;
import dev.sluice.console.answer.Reply;
import dev.sluice.console.answer.Times;
import dev.sluice.console.answer.Workers;
import dev.sluice.gateway.GatewayView;
import dev.sluice.history.Answer;
import dev.sluice.history.Query;
import dev.sluice.history.Query.Aggregate;
import dev.sluice.model.Quality;
import dev.sluice.model.SignalId;
import dev.sluice.state.GapBook;
import dev.sluice.state.GapBook.Gap;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** History condensed to columns, for charts. */
public final class HistoryApi {

  /** The most signals in one query. */
  public static final int MAX_SIGNALS = 100;

  private static final int MAX_POINTS = 100_000;
  private static final int USUAL_POINTS = 1000;

  private final GatewayView view;
  private final Workers workers;

  public HistoryApi(GatewayView view, Workers workers) {
    this.view = view;
    this.workers = workers;
  }

  /** One time axis and a few columns for each signal. */
  public void history(RoutingContext context) {
    Parameters parameters = new Parameters(context.queryParams());
    Aggregate aggregate = aggregate(parameters.text("agg").orElse("minmax"));
    long from = parameters.time("from", Long.MIN_VALUE);
    long to = parameters.time("to", Long.MAX_VALUE);
    refuseBackwards(from, to);
    Query query =
        new Query(
            signals(parameters),
            from,
            to,
            parameters.whole("points", 1, MAX_POINTS, USUAL_POINTS),
            aggregate);
    Reply.json(context, workers.run(() -> look(query)));
  }

  private Buffer look(Query query) {
    Answer answer;
    try {
      answer = view.history(query);
    } catch (IllegalArgumentException e) {
      throw Problem.of(ProblemType.BAD_QUERY, e.getMessage() + ".");
    }
    return write(answer, view.gaps(answer.from(), answer.to()));
  }

  /** The signals asked for, each once, in the order asked. */
  static List<SignalId> signals(Parameters parameters) {
    Set<SignalId> signals = new LinkedHashSet<>();
    for (String id : parameters.all("signal")) {
      try {
        signals.add(SignalId.parse(id));
      } catch (IllegalArgumentException e) {
        throw Problem.at(
            ProblemType.BAD_QUERY, "signal", "'signal' is wrong: " + e.getMessage() + ".");
      }
    }
    if (signals.isEmpty() || signals.size() > MAX_SIGNALS) {
      throw Problem.at(
          ProblemType.BAD_QUERY,
          "signal",
          "Give 1 to " + MAX_SIGNALS + " signals, as signal=device/name&signal=….");
    }
    return List.copyOf(signals);
  }

  static void refuseBackwards(long from, long to) {
    if (from >= to) {
      throw Problem.at(ProblemType.BAD_QUERY, "to", "'to' must be later than 'from'.");
    }
  }

  private static Aggregate aggregate(String word) {
    for (Aggregate aggregate : Aggregate.values()) {
      if (aggregate.name().toLowerCase(Locale.ROOT).equals(word)) {
        return aggregate;
      }
    }
    throw Problem.at(
        ProblemType.BAD_QUERY,
        "agg",
        "'agg' must be minmax, avg, last, sum, count, delta, rate, states or raw.");
  }

  private static Buffer write(Answer answer, List<Gap> gaps) {
    return Json.write(
        json -> {
          json.writeStartObject();
          bound(json, "from", answer.from());
          bound(json, "to", answer.to());
          json.writeStringField("agg", answer.aggregate().name().toLowerCase(Locale.ROOT));
          json.writeNumberField("width", answer.width() / 1000);
          json.writeArrayFieldStart("t");
          for (long time : answer.times()) {
            Times.millis(json, time);
          }
          json.writeEndArray();
          json.writeObjectFieldStart("series");
          for (Map.Entry<SignalId, Answer.Series> entry : answer.series().entrySet()) {
            json.writeObjectFieldStart(entry.getKey().toString());
            write(json, entry.getValue(), answer.aggregate());
            json.writeEndObject();
          }
          json.writeEndObject();
          write(json, gaps, answer.series().keySet());
          json.writeEndObject();
        });
  }

  /**
   * Why readings are missing, of what concerns these signals; nothing at all if nothing is known.
   */
  private static void write(JsonGenerator json, List<Gap> gaps, Set<SignalId> signals)
      throws IOException {
    boolean any = false;
    for (Gap gap : gaps) {
      boolean ofDevice = gap.cause() == GapBook.Cause.DEVICE_SILENT;
      for (SignalId signal : signals) {
        if (ofDevice && !signal.device().equals(gap.subject())) {
          continue;
        }
        if (!any) {
          json.writeArrayFieldStart("gaps");
          any = true;
        }
        write(json, gap, ofDevice ? signal : null);
        if (!ofDevice) {
          break;
        }
      }
    }
    if (any) {
      json.writeEndArray();
    }
  }

  private static void write(JsonGenerator json, Gap gap, @Nullable SignalId signal)
      throws IOException {
    json.writeStartObject();
    if (signal != null) {
      json.writeStringField("signal", signal.toString());
    }
    bound(json, "from", gap.from());
    bound(json, "to", gap.to());
    json.writeStringField("cause", gap.cause().word());
    if (gap.cause() == GapBook.Cause.DROPPED) {
      json.writeStringField("loss", gap.subject());
    }
    json.writeEndObject();
  }

  private static void bound(JsonGenerator json, String name, long time) throws IOException {
    boolean open = time == Long.MIN_VALUE || time == Long.MAX_VALUE;
    Json.text(json, name, open ? null : Times.rfc3339(time));
  }

  private static void write(JsonGenerator json, Answer.Series series, Aggregate aggregate)
      throws IOException {
    column(json, "min", series.min());
    column(json, "max", series.max());
    column(json, "avg", series.avg());
    column(json, aggregate == Aggregate.MINMAX ? "n" : "v", series.values());
    @Nullable String[] texts = series.texts();
    if (texts != null) {
      json.writeArrayFieldStart("v");
      for (String text : texts) {
        if (text == null) {
          json.writeNull();
        } else {
          json.writeString(text);
        }
      }
      json.writeEndArray();
    }
    short[] quality = series.quality();
    if (quality != null && !allGood(quality)) {
      json.writeArrayFieldStart("q");
      for (short code : quality) {
        if (code == Answer.NO_READING) {
          json.writeNull();
        } else {
          json.writeString(word(code));
        }
      }
      json.writeEndArray();
    }
  }

  private static void column(JsonGenerator json, String name, double @Nullable [] column)
      throws IOException {
    if (column == null) {
      return;
    }
    json.writeArrayFieldStart(name);
    for (double number : column) {
      Json.number(json, number);
    }
    json.writeEndArray();
  }

  private static boolean allGood(short[] quality) {
    for (short code : quality) {
      if (code != Quality.GOOD.code() && code != Answer.NO_READING) {
        return false;
      }
    }
    return true;
  }

  private static String word(short code) {
    try {
      return SignalJson.word(Quality.ofCode(code));
    } catch (IllegalArgumentException e) {
      return "uncertain"; // written by a newer version
    }
  }
}
