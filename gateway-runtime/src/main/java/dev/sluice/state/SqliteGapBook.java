package dev.sluice.state;

import java.util.Arrays;
import java.util.List;

/** The gaps in the state store. */
final class SqliteGapBook implements GapBook {

  private final Database database;
  private final int most;

  /**
   * The gaps in a database.
   *
   * @param most gaps that are kept
   */
  SqliteGapBook(Database database, int most) {
    this.database = database;
    this.most = most;
  }

  @Override
  public void save(List<Gap> gaps) {
    if (gaps.isEmpty()) {
      return;
    }
    database.write(
        on -> {
          for (Gap gap : gaps) {
            on.update(
                "INSERT OR REPLACE INTO gap (began, cause, subject, ended) VALUES (?, ?, ?, ?)",
                gap.from(),
                gap.cause().word(),
                gap.subject(),
                gap.to());
          }
          long surplus = on.number("SELECT count(*) FROM gap") - most;
          if (surplus > 0) {
            on.update(
                "DELETE FROM gap WHERE (began, cause, subject) IN"
                    + " (SELECT began, cause, subject FROM gap ORDER BY began LIMIT ?)",
                surplus);
          }
          return true;
        });
  }

  @Override
  public List<Gap> between(long from, long to) {
    return database
        .read(
            on ->
                on.list(
                    "SELECT cause, subject, began, ended FROM gap WHERE began <= ? AND ended >= ?"
                        + " ORDER BY began, cause, subject",
                    row ->
                        new Row(row.getString(1), row.getString(2), row.getLong(3), row.getLong(4)),
                    to,
                    from))
        .stream()
        .flatMap(row -> row.gap().stream())
        .toList();
  }

  private record Row(String cause, String subject, long from, long to) {

    /** None if a newer version wrote it, with a cause that is not known here. */
    List<Gap> gap() {
      return Arrays.stream(Cause.values())
          .filter(one -> one.word().equals(cause))
          .map(one -> new Gap(one, subject, from, to))
          .toList();
    }
  }

  @Override
  public void alive(long time) {
    database.write(on -> on.update("INSERT OR REPLACE INTO alive (one, time) VALUES (1, ?)", time));
  }

  @Override
  public long lastAlive() {
    return database.read(
        on -> on.first("SELECT time FROM alive", row -> row.getLong(1)).orElse(Long.MIN_VALUE));
  }
}
