package dev.sluice.state;

import dev.sluice.access.Secrets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The device credentials in the state store: their passwords' hashes only. */
final class SqliteDeviceKeys implements DeviceKeys {

  private static final String ROWS =
      "SELECT name, hash, direction, filter FROM device LEFT JOIN device_filter ON device = name ";

  private static final String IN_ORDER = "ORDER BY name, direction, place";

  private static final byte[] NOBODY = new byte[32];

  /** One filter of one device, or a device without filters. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(
      String name, byte[] hash, @Nullable String direction, @Nullable String filter) {}

  private final Database database;
  private final Secrets secrets;

  SqliteDeviceKeys(Database database, Secrets secrets) {
    this.database = database;
    this.secrets = secrets;
  }

  @Override
  public Optional<String> add(DeviceKey key) {
    String password = secrets.devicePassword();
    boolean added =
        database.write(
            on -> {
              if (on.update(
                      "INSERT INTO device VALUES (?, ?) ON CONFLICT DO NOTHING",
                      key.name(),
                      Secrets.hash(password))
                  == 0) {
                return false;
              }
              insertFilters(on, key.name(), "publish", key.publish());
              insertFilters(on, key.name(), "subscribe", key.subscribe());
              return true;
            });
    return added ? Optional.of(password) : Optional.empty();
  }

  @Override
  public Optional<Known> check(String name, byte[] password) {
    List<Row> rows = rows("WHERE name = ? ORDER BY direction, place", name);
    byte[] known = rows.isEmpty() ? NOBODY : rows.getFirst().hash();
    boolean right = Secrets.same(known, Secrets.hash(password));
    return right && !rows.isEmpty()
        ? Optional.of(new Known(keys(rows).getFirst(), mark(rows)))
        : Optional.empty();
  }

  @Override
  public Map<String, String> marks() {
    Map<String, String> marks = new HashMap<>();
    byName(rows(IN_ORDER)).forEach((name, its) -> marks.put(name, mark(its)));
    return marks;
  }

  @Override
  public List<DeviceKey> all() {
    return keys(rows(IN_ORDER));
  }

  @Override
  public boolean remove(String name) {
    return database.write(on -> on.update("DELETE FROM device WHERE name = ?", name) == 1);
  }

  private List<Row> rows(String rest, Object... values) {
    return database.read(
        on ->
            on.list(
                ROWS + rest,
                row ->
                    new Row(row.getString(1), row.getBytes(2), row.getString(3), row.getString(4)),
                values));
  }

  private static void insertFilters(
      Statements on, String device, String direction, List<String> filters) throws SQLException {
    for (int place = 0; place < filters.size(); place++) {
      on.update(
          "INSERT INTO device_filter VALUES (?, ?, ?, ?)",
          device,
          direction,
          place,
          filters.get(place));
    }
  }

  private static Map<String, List<Row>> byName(List<Row> rows) {
    Map<String, List<Row>> byName = new LinkedHashMap<>();
    for (Row row : rows) {
      byName.computeIfAbsent(row.name(), name -> new ArrayList<>()).add(row);
    }
    return byName;
  }

  private static List<DeviceKey> keys(List<Row> rows) {
    List<DeviceKey> keys = new ArrayList<>();
    byName(rows)
        .forEach(
            (name, its) ->
                keys.add(new DeviceKey(name, filters(its, "publish"), filters(its, "subscribe"))));
    return keys;
  }

  /**
   * A hash of all that a device's rows say: its password's hash, random for every key, included.
   */
  private static String mark(List<Row> rows) {
    StringBuilder text = new StringBuilder(HexFormat.of().formatHex(rows.getFirst().hash()));
    for (Row row : rows) {
      // No filter has a NUL.
      text.append('\0').append(row.direction()).append('\0').append(row.filter());
    }
    return HexFormat.of().formatHex(Secrets.hash(text.toString()));
  }

  private static List<String> filters(List<Row> rows, String direction) {
    List<String> filters = new ArrayList<>(rows.size());
    for (Row row : rows) {
      if (direction.equals(row.direction()) && row.filter() != null) {
        filters.add(row.filter());
      }
    }
    return filters;
  }
}
