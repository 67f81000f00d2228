package dev.sluice.state;

import dev.sluice.access.Secrets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * The audit in the state store. A row's hash is over the hash before it and all of its own columns;
 * both ends of the chain are kept beside it, so that acts cannot go missing there either.
 */
final class SqliteAudit implements Audit {

  /** Both ends of the chain. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Ends(long dropped, byte[] droppedHash, long last, byte[] lastHash) {}

  private static final String ENDS =
      "SELECT dropped, dropped_hash, last, last_hash FROM audit_ends";

  private final Database database;
  private final long most;

  /**
   * The audit in a database.
   *
   * @param most how many acts are kept
   */
  SqliteAudit(Database database, long most) {
    this.database = database;
    this.most = most;
  }

  @Override
  public void record(Act act) {
    database.write(
        on -> {
          Ends ends = ends(on);
          long no = ends.last() + 1;
          byte[] hash = hash(ends.lastHash(), no, act.time(), act.who(), act.what(), act.detail());
          on.update(
              "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)",
              no,
              act.time(),
              act.who(),
              act.what(),
              act.detail(),
              hash);
          on.update("UPDATE audit_ends SET last = ?, last_hash = ?", no, hash);
          if (no - most > ends.dropped()) {
            drop(on, no - most);
          }
          return true;
        });
  }

  @Override
  public List<Act> newest(int limit) {
    return database.read(
        on ->
            on.list(
                "SELECT time, who, what, detail FROM audit ORDER BY no DESC LIMIT ?",
                row ->
                    new Act(row.getLong(1), row.getString(2), row.getString(3), row.getString(4)),
                Math.max(0, limit)));
  }

  @Override
  public OptionalLong verify() {
    return database.snapshot(
        on -> {
          Ends ends = ends(on);
          Chain chain = new Chain(ends.dropped(), ends.droppedHash());
          on.each("SELECT no, time, who, what, detail, hash FROM audit ORDER BY no", chain::follow);
          return chain.firstBroken(ends);
        });
  }

  private static void drop(Statements on, long through) throws SQLException {
    byte[] hash =
        on.first("SELECT hash FROM audit WHERE no = ?", row -> row.getBytes(1), through)
            .orElse(new byte[0]);
    on.update("DELETE FROM audit WHERE no <= ?", through);
    on.update("UPDATE audit_ends SET dropped = ?, dropped_hash = ?", through, hash);
  }

  private static Ends ends(Statements on) throws SQLException {
    return on.first(
            ENDS, row -> new Ends(row.getLong(1), row.getBytes(2), row.getLong(3), row.getBytes(4)))
        .orElseThrow(() -> new SQLException("the table audit_ends is empty"));
  }

  private static byte[] hash(
      byte[] before, long no, long time, String who, String what, String detail) {
    // Each text with its length, so that none can borrow from its neighbour.
    byte[][] parts = {before, utf8(who), utf8(what), utf8(detail)};
    int length = 2 * Long.BYTES;
    for (byte[] part : parts) {
      length += Integer.BYTES + part.length;
    }
    ByteBuffer content = ByteBuffer.allocate(length).putLong(no).putLong(time);
    for (byte[] part : parts) {
      content.putInt(part.length).put(part);
    }
    return Secrets.hash(content.array());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Follows the rows from the oldest to the newest. */
  private static final class Chain {

    private long at;
    private byte[] hash;
    private boolean broken;

    Chain(long at, byte[] hash) {
      this.at = at;
      this.hash = hash;
    }

    void follow(ResultSet row) throws SQLException {
      if (broken) {
        return;
      }
      long no = row.getLong(1);
      byte[] found = row.getBytes(6);
      byte[] right =
          SqliteAudit.hash(
              hash, no, row.getLong(2), row.getString(3), row.getString(4), row.getString(5));
      if (no != at + 1 || !Arrays.equals(found, right)) {
        broken = true;
        return;
      }
      at = no;
      hash = found;
    }

    OptionalLong firstBroken(Ends ends) {
      boolean whole = !broken && at == ends.last() && Arrays.equals(hash, ends.lastHash());
      return whole ? OptionalLong.empty() : OptionalLong.of(at + 1);
    }
  }
}
