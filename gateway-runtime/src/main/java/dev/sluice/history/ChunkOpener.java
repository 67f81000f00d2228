package dev.sluice.history;

import dev.sluice.model.Kind;
import java.sql.Connection;
import java.sql.SQLException;

/** Fetches chunks through one connection and checks that they are what was written. */
final class ChunkOpener implements AutoCloseable {

  private final Connection connection;
  private final RollupCodec rollupCodec;
  private ChunkTable table;
  private final ChunkCodec codec = new ChunkCodec();
  private RollupTable rollups;

  ChunkOpener(Connection connection) throws SQLException {
    this.connection = connection;
    this.rollupCodec = new RollupCodec(codec.packer());
    this.table = new ChunkTable(connection);
    this.rollups = new RollupTable(connection, rollupCodec);
  }

  ChunkTable table() {
    return table;
  }

  RollupTable rollups() {
    return rollups;
  }

  ChunkCodec codec() {
    return codec;
  }

  /**
   * Reads a chunk's readings in place of what {@code into} held.
   *
   * @throws DamagedChunkException if they are not what was written
   */
  void open(ChunkTable.Found found, Kind kind, Columns into) throws SQLException {
    ChunkRow row = found.row();
    if (!found.intact()) {
      throw new DamagedChunkException("its row in the table differs from its checksum");
    }
    byte[] body = table.body(row.id());
    if (body == null) {
      throw new DamagedChunkException("its body is missing");
    }
    codec.decode(body, body.length, kind, into);
    if (into.size() != row.count()
        || into.time(0) != row.t0()
        || into.time(into.size() - 1) != row.t1()
        || bodyCrc(body) != row.bodyCrc()) {
      throw new DamagedChunkException("its body belongs to another chunk");
    }
  }

  /** Prepares its statements anew. */
  void renew() throws SQLException {
    table.close();
    rollups.close();
    table = new ChunkTable(connection);
    rollups = new RollupTable(connection, rollupCodec);
  }

  /** The checksum at the end of a body. */
  static int bodyCrc(byte[] body) {
    return new ByteReader().over(body, body.length - 4, body.length).i32();
  }

  @Override
  public void close() throws SQLException {
    codec.close();
    rollups.close();
    table.close();
  }
}
