package dev.sluice.uplinks.influx;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.WriteApiBlocking;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.client.write.Point;
import com.influxdb.exceptions.InfluxException;
import dev.sluice.model.Quality;
import dev.sluice.model.Value;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.Delivery;
import dev.sluice.uplink.Parcel;
import dev.sluice.uplink.Uplink;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes readings as points: one field for the value, and one for the quality where that is not
 * good.
 *
 * <p>A point that is written twice overwrites itself, so a batch that may have arrived is simply
 * sent again. A field keeps its type for ever: numbers are always floats.
 */
final class InfluxUplink implements Uplink {

  /** Stands behind the field's name where the quality is told. */
  private static final String QUALITY = "_quality";

  private final InfluxSettings settings;
  private final Map<String, String> tags;
  private final Template measurement;
  private final Template field;
  private final InfluxDBClient client;
  private final WriteApiBlocking writing;
  private final WallClock clock;

  /** Over a client that is open; it is closed with this. */
  InfluxUplink(
      InfluxSettings settings, Map<String, String> tags, InfluxDBClient client, WallClock clock) {
    this.settings = settings;
    this.tags = tags;
    this.measurement = new Template(settings.measurement());
    this.field = new Template(settings.field());
    this.client = client;
    this.clock = clock;
    this.writing = client.getWriteApiBlocking();
  }

  @Override
  public Delivery deliver(List<Parcel> batch) throws InterruptedException {
    List<Point> points = new ArrayList<>(batch.size());
    for (Parcel parcel : batch) {
      points.add(point(parcel));
    }
    return write(points);
  }

  private Point point(Parcel parcel) {
    String name = field.of(parcel.signal());
    Point point =
        Point.measurement(measurement.of(parcel.signal()))
            .addTags(tags)
            .time(parcel.time(), WritePrecision.US);
    switch (parcel.value()) {
      case Value.Num num -> point.addField(name, num.number());
      case Value.Bool bool -> point.addField(name, bool.on());
      case Value.Text text -> point.addField(name, text.text());
      case Value.Message message -> point.addField(name, message.label()); // never: refused
      case null -> {}
    }
    if (parcel.quality() != Quality.GOOD) {
      point.addField(name + QUALITY, word(parcel.quality()));
    }
    return point;
  }

  /** {@code uncertain (range)}: level and reason. */
  private static String word(Quality quality) {
    String level = quality.level().name().toLowerCase(Locale.ROOT);
    return quality.reason().isEmpty() ? level : level + " (" + quality.reason() + ")";
  }

  private Delivery write(List<Point> points) throws InterruptedException {
    try {
      writing.writePoints(settings.bucket(), organisation(), points);
      return new Delivery.Delivered();
    } catch (InfluxException e) {
      return answer(e);
    }
  }

  /** The client wants one; servers that know none do not look at it. */
  private String organisation() {
    @Nullable String org = settings.org();
    return org == null ? "-" : org;
  }

  /** An empty write: it is checked like any other and stores nothing. */
  @Override
  public Delivery probe() throws InterruptedException {
    try {
      writing.writeRecord(settings.bucket(), organisation(), WritePrecision.US, "\n");
      return new Delivery.Delivered();
    } catch (InfluxException e) {
      Delivery answer = answer(e);
      // Rejected: it has read so far as to find nothing.
      return answer instanceof Delivery.Rejected ? new Delivery.Delivered() : answer;
    }
  }

  private Delivery answer(InfluxException e) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the gateway stops");
    }
    return Answers.of(e, settings.url(), clock.trusted());
  }

  @Override
  public void close() {
    client.close();
  }
}
